using PosSaga.Deciding;
using PosSaga.Journal;
using static PosSaga.Deciding.Decision<PosSaga.Refunds.RefundActionEvent>;

namespace PosSaga.Refunds;

/// <summary>What was asked for about many refunds, and what came of it so far.</summary>
[StoredAs("refund-action.state/1")]
public sealed record RefundAction : IAggregate<RefundAction, RefundActionEvent>
{
    public static RefundAction Initial { get; } = new();

    /// <summary>Null: nothing was asked for.</summary>
    public RefundActionEvent.Requested? Request { get; init; }

    public IReadOnlyList<RefundActOutcome> Outcomes { get; init; } = [];

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Number of events.</summary>
    public long Version { get; init; }

    public RefundAction Apply(RefundActionEvent @event) => (@event switch
    {
        RefundActionEvent.Requested e when Request is null => this with { Request = e },
        RefundActionEvent.Acted e when Request is not null => this with { Outcomes = [.. Outcomes, .. e.Outcomes] },
        _ => throw new JournalCorruptException($"{@event.GetType().Name} does not follow on an action about refunds."),
    }) with { UpdatedAt = @event.At, Version = Version + 1 };

    public static Decision<RefundActionEvent> Decide(
        RefundAction action, StartRefundAction start, DateTimeOffset at) =>
        action.Request switch
        {
            null => Record(new RefundActionEvent.Requested(
                start.Act, start.Reason, start.Origin.Actor, start.Origin.RequestId, start.Ids, start.Fingerprint)
            { At = at }),
            { } first when first.Fingerprint == start.Fingerprint => Replay,
            _ => Refuse(RefundRefusals.ActionKeyReused),
        };

    /// <param name="after">How many outcomes there were when these were asked for: two activations may be at
    /// it.</param>
    public static Decision<RefundActionEvent> Decide(
        RefundAction action, int after, IReadOnlyList<RefundActOutcome> outcomes, DateTimeOffset at) =>
        action.Outcomes.Count == after ? Record(new RefundActionEvent.Acted(outcomes) { At = at }) : Replay;
}
