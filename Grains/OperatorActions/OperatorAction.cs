using System.Collections.Immutable;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Streams;
using static PosSaga.EventSourcing.Decision<PosSaga.OperatorActions.OperatorActionEvent>;

namespace PosSaga.OperatorActions;

/// <summary>What was asked for, and what came of it so far.</summary>
[StoredAs("operator-action.state/1")]
public sealed record OperatorAction : IAggregate<OperatorAction, OperatorActionEvent>, IParticipantState
{
    public static OperatorAction Initial { get; } = new();

    /// <summary>Null: nothing was asked for.</summary>
    public OperatorActionEvent.Requested? Request { get; init; }

    public ImmutableList<ActOutcome> Outcomes { get; init; } = [];

    public DateTimeOffset UpdatedAt { get; init; }

    public long HandledUpTo { get; init; }

    /// <summary>Number of events.</summary>
    public long Version { get; init; }

    public OperatorAction Apply(OperatorActionEvent @event) => (@event switch
    {
        OperatorActionEvent.Requested e when Request is null => this with { Request = e },
        OperatorActionEvent.Acted e when Request is not null =>
            this with { Outcomes = Outcomes.AddRange(e.Outcomes) },
        _ => throw new InvalidOperationException($"An operator's action does not know {@event.GetType().Name}."),
    }) with
    {
        UpdatedAt = @event.At, HandledUpTo = Math.Max(HandledUpTo, @event.Handled), Version = Version + 1,
    };

    public static Decision<OperatorActionEvent> Decide(
        OperatorAction action, StartOperatorAction start, DateTimeOffset at) => action.Request switch
    {
        null => Record(new OperatorActionEvent.Requested(
            start.Subject, start.Act, start.Reason, start.Origin.Actor, start.Origin.RequestId, start.Ids,
            start.Fingerprint)
        { At = at }),
        { } first when first.Fingerprint == start.Fingerprint => Replay,
        _ => Refuse(KeyReused),
    };

    /// <param name="after">How many outcomes there were when these were asked for: two activations may be at it.</param>
    /// <param name="handled">Position of the event that had them asked.</param>
    public static Decision<OperatorActionEvent> Decide(
        OperatorAction action, int after, IReadOnlyList<ActOutcome> outcomes, DateTimeOffset at, long handled) =>
        action.Outcomes.Count == after
            ? Record(new OperatorActionEvent.Acted(outcomes) { At = at, Handled = handled })
            : Replay;

    /// <summary>Whom to ask next, at most <paramref name="max"/>.</summary>
    public IReadOnlyList<string> Next(int max) =>
        Request is { } request ? [.. request.Ids.Skip(Outcomes.Count).Take(max)] : [];

    private static Refusal KeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This key was used for another action.");
}
