namespace PosSaga.Journal;

/// <summary>The event log. Thread-safe; concurrent appends share a round trip, and so do concurrent reads.</summary>
public interface IEventJournal
{
    int Partitions { get; }

    /// <summary>Appends exactly once, even if acknowledgements are lost and the append is sent again.</summary>
    /// <exception cref="JournalUnavailableException">The queue is full, or the database did not answer in any retry.
    /// The outcome is unknown: sending the same request again (same event ids) settles it.</exception>
    Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default);

    /// <summary>Reads events of one stream with a version above <paramref name="after"/>, oldest first.</summary>
    /// <param name="max">At most so many events; 1 to 10,000.</param>
    Task<StreamSlice> Read(string stream, long after, int max, CancellationToken cancellation = default);

    /// <summary>Reads events at the given positions, in the order of positions; unknown positions are left
    /// out.</summary>
    Task<IReadOnlyList<RecordedEvent>> ReadAt(IReadOnlyList<long> positions, CancellationToken cancellation = default);

    /// <summary>What answered this key, or null.</summary>
    Task<AppendResult.KeyAnswered?> FindKey(string stream, string key, CancellationToken cancellation = default);

    /// <summary>Stores a refusal as the answer to a key that has none. Returns the answer the key has now; null, and
    /// nothing stored, if the stream does not exist.</summary>
    Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation = default);
}

/// <summary>The journal as an ordered feed per partition.</summary>
public interface IJournalFeed
{
    /// <summary>The highest committed position, 0 for an empty journal.</summary>
    Task<long> Head(CancellationToken cancellation = default);

    /// <summary>Events of one partition with positions above <paramref name="after"/>, in order.</summary>
    /// <exception cref="JournalGapException">A position is missing.</exception>
    Task<FeedPage> Read(int partition, long after, int max, CancellationToken cancellation = default);

    /// <inheritdoc cref="Read"/>
    Task<FeedPage> ReadAll(long after, int max, CancellationToken cancellation = default);

    /// <summary>Completes when a position above <paramref name="after"/> is committed, or after
    /// <paramref name="timeout"/>.</summary>
    Task WaitBeyond(long after, TimeSpan timeout, CancellationToken cancellation = default);
}
