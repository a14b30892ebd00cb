using PosSaga.Journal;

namespace PosSaga.Streams;

/// <summary>An event that a participant reacts to.</summary>
/// <param name="Event">Decoded, of the class of today.</param>
/// <param name="Position">In the journal; the participant's own events carry it on.</param>
/// <param name="Stream">Of the grain that raised it.</param>
/// <param name="At">When it was raised.</param>
public sealed record IncomingEvent(
    object Event, EventMetadata Metadata, long Position, string Stream, long Version, DateTimeOffset At)
{
    /// <summary>Of whatever follows from it: the same people, the same business root, caused by this event.</summary>
    public Origin Origin() => new(
        Metadata.Tenant, Metadata.Actor, Metadata.Correlation, Metadata.RequestId,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Stream}@{Version}"), Metadata.Trace);
}
