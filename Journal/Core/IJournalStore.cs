namespace PosSaga.Journal;

/// <summary>What became of one append of a batch. <paramref name="Error"/> when it can never be stored.</summary>
/// <param name="FirstPosition">Of the events that this commit inserted; 0 when it inserted none for this
/// append.</param>
internal readonly record struct AppendVerdict(AppendResult? Result, long FirstPosition = 0, Exception? Error = null);

internal readonly record struct StreamQuery(string Stream, long After, int Max);

/// <summary>What differs between the databases below the shared queues, feed and key ring.</summary>
internal interface IJournalStore : IAsyncDisposable
{
    /// <summary>One transaction: judges every append by itself, inserts what fits, leaves no gap between
    /// positions.</summary>
    /// <param name="batch">At most one append per stream.</param>
    Task<AppendVerdict[]> Commit(IReadOnlyList<PendingAppend> batch, CancellationToken cancellation);

    Task<StreamSlice[]> ReadStreams(IReadOnlyList<StreamQuery> queries, CancellationToken cancellation);

    Task<IReadOnlyList<RecordedEvent>> ReadAt(IReadOnlyList<long> positions, CancellationToken cancellation);

    Task<AppendResult.KeyAnswered?> FindKey(string stream, string key, CancellationToken cancellation);

    Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation);

    Task<long> Head(CancellationToken cancellation);

    /// <param name="partition">Null for all.</param>
    /// <param name="upTo">Known to be committed before this call.</param>
    Task<List<RecordedEvent>> ReadFeed(int? partition, long after, long upTo, int max, CancellationToken cancellation);

    Task<VerifyReport> Verify(CancellationToken cancellation);

    /// <summary>Worth another try: the database is away, restarting or overloaded.</summary>
    bool IsTransient(Exception error);
}
