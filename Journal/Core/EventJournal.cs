namespace PosSaga.Journal;

/// <summary>The event log over any store.</summary>
internal sealed class EventJournal(
    IJournalStore store, AppendQueue appends, ReadQueue reads, JournalOptions options, StoreRetry retry) : IEventJournal
{
    public const int ReadMax = 10_000;

    public int Partitions => options.Partitions;

    public Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default) =>
        appends.Append(request, cancellation);

    public Task<StreamSlice> Read(string stream, long after, int max, CancellationToken cancellation = default)
    {
        CheckRange(after, max);
        return reads.Read(new StreamQuery(stream, after, max), cancellation);
    }

    public Task<IReadOnlyList<RecordedEvent>> ReadAt(
        IReadOnlyList<long> positions, CancellationToken cancellation = default) =>
        retry.Run(c => store.ReadAt(positions, c), cancellation);

    public Task<AppendResult.KeyAnswered?> FindKey(
        string stream, string key, CancellationToken cancellation = default) =>
        retry.Run(c => store.FindKey(stream, key, c), cancellation);

    public Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation = default) =>
        retry.Run(c => store.RefuseKey(stream, key, refusal, c), cancellation);

    internal static void CheckRange(long after, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, ReadMax);
    }
}
