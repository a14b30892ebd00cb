using PosSaga.Journal;

namespace PosSaga.Streams;

/// <summary>What operators asked to be done with an event that was put aside; a stream per dead letter. Recorded before it
/// is done: what comes of it is in the streams of those who handle the event.</summary>
public abstract record DeadLetterEvent
{
    public required DateTimeOffset At { get; init; }

    /// <param name="Subscriber">The kind of grain that was to handle it.</param>
    /// <param name="Stream">By which it came.</param>
    /// <param name="Position">Of the event in the journal.</param>
    [StoredAs("dead-letter.redrive-asked/1")]
    public sealed record RedriveAsked(string Subscriber, string Stream, long Position, string EventType) : DeadLetterEvent;

    /// <param name="Error">Why it could not be handled.</param>
    [StoredAs("dead-letter.discard-asked/1")]
    public sealed record DiscardAsked(
        string Subscriber, string Stream, long Position, string EventType, string Error) : DeadLetterEvent;

    private DeadLetterEvent() { }
}
