namespace PosSaga.Journal;

/// <summary>The event log over any store.</summary>
internal sealed class EventJournal(
    IJournalStore store, AppendQueue appends, ReadQueue reads, JournalOptions options, Backoff backoff) : IEventJournal
{
    public const int ReadMax = 10_000;

    public int Partitions => options.Partitions;

    public Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default) =>
        appends.Append(request, cancellation);

    public Task<StreamSlice> Read(string stream, long after, int max, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, ReadMax);
        return reads.Read(new StreamQuery(stream, after, max), cancellation);
    }

    public async Task<IReadOnlyList<RecordedEvent>> ReadAt(
        IReadOnlyList<long> positions, CancellationToken cancellation = default) =>
        await backoff.Retry(store, c => store.ReadAt(positions, c), cancellation).ConfigureAwait(false);

    public async Task<AppendResult.KeyAnswered?> FindKey(
        string stream, string key, CancellationToken cancellation = default) =>
        await backoff.Retry(store, c => store.FindKey(stream, key, c), cancellation).ConfigureAwait(false);

    // Sent again after a lost answer it changes nothing: the first one stands.
    public async Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation = default) =>
        await backoff.Retry(store, c => store.RefuseKey(stream, key, refusal, c), cancellation).ConfigureAwait(false);
}
