using PosSaga.Journal;

namespace PosSaga.Deciding;

/// <summary>What a decider answers: events to record, a named refusal, or "this was answered before".</summary>
public abstract record Decision<TEvent>
{
    /// <param name="Key">Answered by this append, and by no other for ever; null where the state itself
    /// remembers.</param>
    public sealed record Recorded(IReadOnlyList<TEvent> Events, AppendKey? Key = null) : Decision<TEvent>;

    public sealed record Refused(Refusal Refusal) : Decision<TEvent>;

    public sealed record Replayed : Decision<TEvent>;

    private Decision() { }

    public static Decision<TEvent> Record(params TEvent[] events) => new Recorded(events);

    public static Decision<TEvent> RecordOnce(AppendKey? key, params TEvent[] events) => new Recorded(events, key);

    public static Decision<TEvent> Refuse(Refusal refusal) => new Refused(refusal);

    public static Decision<TEvent> Replay { get; } = new Replayed();
}
