namespace PosSaga.Journal;

/// <summary>An event as the journal holds it.</summary>
/// <param name="Position">Dense and ordered over the whole journal, from 1.</param>
/// <param name="Partition">Stable hash of <c>{tenant}/{grain id}</c> (or of the process key) modulo the journal's
/// partition count.</param>
/// <param name="Version">Dense and ordered within the stream, from 1.</param>
/// <param name="Data">Exact stored UTF-8 JSON.</param>
public sealed record RecordedEvent(
    long Position, int Partition, string Stream, long Version, Guid Id, string Type,
    ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata, string? ProcessKey, long TimeMicros,
    ReadOnlyMemory<byte> Hash);

/// <summary>A part of one stream, oldest first, and where the stream ended when it was read.</summary>
public sealed record StreamSlice(StreamHead Head, IReadOnlyList<RecordedEvent> Events);

/// <summary>A page of one partition's feed.</summary>
/// <param name="ReadTo">Every position of the journal up to here has been looked at: the checkpoint may advance to it
/// even when none of the events in between were of this partition.</param>
public sealed record FeedPage(IReadOnlyList<RecordedEvent> Events, long ReadTo);
