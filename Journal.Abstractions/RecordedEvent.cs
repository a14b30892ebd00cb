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

/// <summary>Who caused an event, and what it belongs to. It comes from the command or the state, never from ambient
/// context, which timers and recovery sweeps do not have.</summary>
/// <param name="Actor">A subject such as <c>demo-store</c>, or <c>system:watchdog</c>.</param>
/// <param name="Correlation">The business root: the order's id, the same for a claim about it and its refund.</param>
/// <param name="RequestId">The HTTP request it follows from.</param>
/// <param name="Causation">The event it follows from, as <c>{stream}@{version}</c>.</param>
/// <param name="Trace">W3C traceparent.</param>
public sealed record EventMetadata(
    string Tenant, string Actor, string Correlation, string? RequestId = null, string? Causation = null,
    string? Trace = null);

/// <summary>Where a stream ends: its version (number of events, 0 for none) and the 32-byte chain hash of its last
/// event (empty for none).</summary>
public readonly record struct StreamHead(long Version, ReadOnlyMemory<byte> Hash)
{
    public static StreamHead Empty => new(0, ReadOnlyMemory<byte>.Empty);

    public bool Equals(StreamHead other) => Version == other.Version && Hash.Span.SequenceEqual(other.Hash.Span);

    public override int GetHashCode() => Version.GetHashCode();
}

/// <summary>A part of one stream, oldest first, and where the stream ended when it was read.</summary>
public sealed record StreamSlice(StreamHead Head, IReadOnlyList<RecordedEvent> Events);

/// <summary>A page of one partition's feed.</summary>
/// <param name="ReadTo">Every position up to here was looked at: a checkpoint may advance to it even when none of the
/// events in between belongs to the partition.</param>
public sealed record FeedPage(IReadOnlyList<RecordedEvent> Events, long ReadTo);
