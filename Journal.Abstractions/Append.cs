namespace PosSaga.Journal;

/// <summary>An event to be appended, already encoded.</summary>
/// <param name="Id">Made once by the writer, so that the same append sent again is recognised by its ids.</param>
/// <param name="Type">Stored name, <see cref="StoredAsAttribute"/>.</param>
/// <param name="Data">The exact UTF-8 JSON text that is hashed and stored.</param>
/// <param name="Metadata">The exact UTF-8 JSON text of <see cref="EventMetadata"/>.</param>
/// <param name="TimeMicros">Microseconds since the Unix epoch, UTC.</param>
/// <param name="ProcessKey">Key of the choreography the event belongs to (a refund's id); null for most.</param>
public sealed record NewEvent(
    Guid Id, string Type, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata, long TimeMicros,
    string? ProcessKey = null);

/// <summary>An idempotency key that the append answers: unique within its stream, kept as long as the
/// stream.</summary>
/// <param name="Fingerprint">Hash of the request: the same key with another fingerprint is a client's error, not a
/// repetition.</param>
/// <param name="Event">Index of the append's event that answers it: calls that decide at the same time share an
/// append, each with its own key.</param>
public sealed record AppendKey(string Key, string Fingerprint, int Event = 0);

/// <summary>One all-or-nothing append to one stream that must still end at <paramref name="Expected"/>.</summary>
/// <param name="Stream"><c>{kind}/{tenant}/{id}</c>.</param>
public sealed record AppendRequest(
    string Stream, StreamHead Expected, IReadOnlyList<NewEvent> Events, IReadOnlyList<AppendKey>? Keys = null);

/// <summary>Outcome of an append. Infrastructure failures are exceptions:
/// <see cref="JournalUnavailableException"/>.</summary>
public abstract record AppendResult
{
    /// <summary>Committed, now or by an earlier attempt of the same append whose acknowledgement was lost.</summary>
    /// <param name="Position">Of the last event appended.</param>
    public sealed record Appended(StreamHead Head, long Position) : AppendResult;

    /// <summary>The stream does not end where expected; nothing was written.</summary>
    public sealed record Conflict(StreamHead Actual) : AppendResult;

    /// <summary>One of the append's keys was answered before; nothing was written.</summary>
    /// <param name="Position">Of the event that answered it; 0 for a refusal.</param>
    /// <param name="Version">Of the same event within the stream; 0 for a refusal.</param>
    /// <param name="Refusal">As given to <see cref="IEventJournal.RefuseKey"/>; only look-ups of a key return
    /// it.</param>
    public sealed record KeyAnswered(long Position, long Version, string Fingerprint, string? Refusal = null)
        : AppendResult;

    private AppendResult() { }
}
