namespace PosSaga.Journal;

/// <summary>An event on its way into the journal, already encoded.</summary>
/// <param name="Id">Made once by the writer: the same append sent again bears the same ids, and so is
/// recognised.</param>
/// <param name="Type">Stored name, <see cref="StoredAsAttribute"/>.</param>
/// <param name="Data">The exact UTF-8 JSON text that is hashed and stored.</param>
/// <param name="Metadata">Likewise, of <see cref="EventMetadata"/>.</param>
/// <param name="TimeMicros">Microseconds since the Unix epoch, UTC.</param>
/// <param name="ProcessKey">Key of the choreography the event belongs to (a refund's id); null for most.</param>
public sealed record NewEvent(
    Guid Id, string Type, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata, long TimeMicros,
    string? ProcessKey = null);

/// <summary>An idempotency key that the append answers, unique within its stream, remembered as long as the stream
/// lives.</summary>
/// <param name="Fingerprint">Of the request: the same key with another fingerprint is somebody's mistake, not a
/// repetition.</param>
/// <param name="Event">Which event of the append answers it, from 0: calls that decide at the same time share an
/// append, each with its own key.</param>
public sealed record AppendKey(string Key, string Fingerprint, int Event = 0);

/// <summary>One all-or-nothing append to one stream that must still end at <paramref name="Expected"/>.</summary>
/// <param name="Stream"><c>{kind}/{tenant}/{id}</c>.</param>
public sealed record AppendRequest(
    string Stream, StreamHead Expected, IReadOnlyList<NewEvent> Events, IReadOnlyList<AppendKey>? Keys = null);

/// <summary>What became of an append. Infrastructure failures are exceptions:
/// <see cref="JournalUnavailableException"/>.</summary>
public abstract record AppendResult
{
    /// <summary>Committed, now or by an earlier attempt of the same append whose acknowledgement was lost.</summary>
    /// <param name="Position">Of the last event appended.</param>
    public sealed record Appended(StreamHead Head, long Position) : AppendResult;

    /// <summary>Somebody else appended first; nothing was written.</summary>
    public sealed record Conflict(StreamHead Actual) : AppendResult;

    /// <summary>A key of the append (or one of several) was answered before; nothing was written.</summary>
    /// <param name="Position">Of the event that answered it; 0 where a refusal did.</param>
    /// <param name="Version">Of the same event within the stream.</param>
    /// <param name="Refusal">As <see cref="IEventJournal.RefuseKey"/> was told; only a look-up of the key tells
    /// it.</param>
    public sealed record KeyAnswered(long Position, long Version, string Fingerprint, string? Refusal = null)
        : AppendResult;

    private AppendResult() { }
}
