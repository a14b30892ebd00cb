namespace PosSaga.Journal;

/// <summary>The event log. Safe for concurrent use; appends and reads that wait at the same time share a round
/// trip.</summary>
public interface IEventJournal
{
    int Partitions { get; }

    /// <summary>Appends once, whatever happens to acknowledgements on the way.</summary>
    /// <exception cref="JournalUnavailableException">The queue is full, or the database stayed away through all
    /// retries. The outcome may be unknown: sending the same request again (same event ids) settles it.</exception>
    Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default);

    /// <summary>Reads events of one stream with a version above <paramref name="after"/>, oldest first.</summary>
    /// <param name="max">At most so many events; 1 to 10,000.</param>
    Task<StreamSlice> Read(string stream, long after, int max, CancellationToken cancellation = default);

    /// <summary>Reads events at the given positions, in the order of positions; unknown positions are left
    /// out.</summary>
    Task<IReadOnlyList<RecordedEvent>> ReadAt(IReadOnlyList<long> positions, CancellationToken cancellation = default);

    /// <summary>Who answered this key, or null.</summary>
    Task<AppendResult.KeyAnswered?> FindKey(string stream, string key, CancellationToken cancellation = default);

    /// <summary>Remembers a refusal as the answer to a key, unless the key has an answer. Tells the answer that it has
    /// from now on; null where there is no such stream, which then remembers nothing.</summary>
    Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation = default);
}

/// <summary>The journal as an ordered feed per partition.</summary>
public interface IJournalFeed
{
    /// <summary>The highest committed position, 0 for an empty journal.</summary>
    Task<long> Head(CancellationToken cancellation = default);

    /// <summary>Events of one partition with positions above <paramref name="after"/>, in order.</summary>
    /// <exception cref="JournalGapException">A position is missing: the reader stops and says so.</exception>
    Task<FeedPage> Read(int partition, long after, int max, CancellationToken cancellation = default);

    /// <summary>The same over all partitions.</summary>
    Task<FeedPage> ReadAll(long after, int max, CancellationToken cancellation = default);

    /// <summary>Completes when a position above <paramref name="after"/> is known to be committed, or after
    /// <paramref name="patience"/>, whichever comes first.</summary>
    Task WaitBeyond(long after, TimeSpan patience, CancellationToken cancellation = default);
}
