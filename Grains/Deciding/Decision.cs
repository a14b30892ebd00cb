namespace PosSaga.Deciding;

/// <summary>What a decider answers: events to record, a named refusal, or "this was answered before".</summary>
public abstract record Decision<TEvent>
{
    public sealed record Recorded(IReadOnlyList<TEvent> Events) : Decision<TEvent>;

    public sealed record Refused(Refusal Refusal) : Decision<TEvent>;

    public sealed record Replayed : Decision<TEvent>;

    private Decision() { }

    public static Decision<TEvent> Record(params TEvent[] events) => new Recorded(events);

    public static Decision<TEvent> Refuse(Refusal refusal) => new Refused(refusal);

    public static Decision<TEvent> Replay { get; } = new Replayed();
}
