using PosSaga.Journal;

namespace PosSaga.EventSourcing;

/// <summary>What a decider answers: events to record, a named refusal, or "this was answered before".</summary>
public abstract record Decision<TEvent>
{
    /// <param name="Key">Answered by this append, and by no other for ever; null where the state itself
    /// remembers.</param>
    public sealed record Recorded(IReadOnlyList<TEvent> Events, AppendKey? Key = null) : Decision<TEvent>;

    /// <param name="Again">It is what was answered before, as the journal has it.</param>
    public sealed record Refused(Refusal Refusal, bool Again = false) : Decision<TEvent>;

    public sealed record Replayed : Decision<TEvent>;

    private Decision() { }

    public static Decision<TEvent> Record(params TEvent[] events) => new Recorded(events);

    public static Decision<TEvent> RecordOnce(AppendKey? key, params TEvent[] events) => new Recorded(events, key);

    public static Decision<TEvent> Refuse(Refusal refusal) => new Refused(refusal);

    public static Decision<TEvent> RefuseAgain(Refusal refusal) => new Refused(refusal, Again: true);

    public static Decision<TEvent> Replay { get; } = new Replayed();
}
