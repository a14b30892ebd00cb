using PosSaga.EventSourcing;
using PosSaga.OperatorActions;

namespace PosSaga.Tests.OperatorActions;

public sealed class When_an_operator_acts_on_many
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly StartOperatorAction Retry = new(
        new Origin("demo", "demo-ops", "act-1", "req-1"), ActionSubject.Refunds, OperatorAct.Retry, "The gateway is back",
        ["o-1", "o-2"], "asked");

    private static readonly OperatorActionEvent.Requested Requested = new(
        ActionSubject.Refunds, OperatorAct.Retry, "The gateway is back", "demo-ops", "req-1", ["o-1", "o-2"], "asked")
    { At = At };

    private static readonly ActOutcome[] Done = [new("o-1", null)];

    [Fact] public void What_is_asked_for_is_on_record_with_who_and_why() =>
        Assert.Equivalent(Requested, Assert.Single(Recorded(OperatorAction.Decide(OperatorAction.Initial, Retry, At))));

    [Fact] public void The_same_again_asks_for_nothing_new() =>
        Assert.IsType<Decision<OperatorActionEvent>.Replayed>(OperatorAction.Decide(Asked(), Retry, At));

    [Fact] public void Another_one_under_its_key_is_refused()
    {
        var decision = OperatorAction.Decide(Asked(), Retry with { Fingerprint = "another" }, At);

        var refused = Assert.IsType<Decision<OperatorActionEvent>.Refused>(decision);
        Assert.Equal(
            ("idempotency-key-reused", RefusalKind.KeyReused), (refused.Refusal.Code, refused.Refusal.Kind));
    }

    [Fact] public void Outcomes_are_recorded_in_turn()
    {
        var acted = Assert.Single(Recorded(OperatorAction.Decide(Asked(), 0, Done, At, 7)));

        Assert.Equal(Done, Asked().Apply(acted).Outcomes);
    }

    // Two activations may have asked the same sagas: the first to record is the one that counts.
    [Fact] public void Outcomes_of_what_was_recorded_meanwhile_are_not_recorded_again()
    {
        var recorded = Asked().Apply(new OperatorActionEvent.Acted(Done) { At = At });

        Assert.IsType<Decision<OperatorActionEvent>.Replayed>(OperatorAction.Decide(recorded, 0, Done, At, 7));
    }

    private static OperatorAction Asked() => OperatorAction.Initial.Apply(Requested);

    private static IReadOnlyList<OperatorActionEvent> Recorded(Decision<OperatorActionEvent> decision) =>
        Assert.IsType<Decision<OperatorActionEvent>.Recorded>(decision).Events;
}
