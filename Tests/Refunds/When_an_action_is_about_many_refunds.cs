using PosSaga.Deciding;
using PosSaga.Refunds;
using PosSaga.Tests.Deciding;

namespace PosSaga.Tests.Refunds;

/// <summary>What is kept of one word about many refunds.</summary>
public sealed class When_an_action_is_about_many_refunds : Spec<RefundAction, RefundActionEvent>
{
    private static readonly RefundActionEvent Requested = new RefundActionEvent.Requested(
        RefundAct.Retry, "The gateway is back", "demo-agent", "q-1", ["c-1", "c-2"], "f") { At = ARefund.At };

    private static readonly RefundActionEvent Acted = new RefundActionEvent.Acted(
        [new("c-1", null), new("c-2", "refund-already-paid")]) { At = ARefund.At };

    [Fact] public void Another_word_under_its_key_is_refused() =>
        Given(Requested).When(Started("another")).Refused("idempotency-key-reused", RefusalKind.KeyReused);

    [Fact] public void Outcomes_that_somebody_else_has_noted_are_not_noted_twice() =>
        Given(Requested, Acted).When(Noted(after: 0)).Replayed();

    [Fact] public void Outcomes_of_nothing_are_a_history_that_does_not_fold() =>
        Assert.Throws<PosSaga.Journal.JournalCorruptException>(() => Given(Acted));

    [Fact] public void It_is_asked_for_once()
    {
        var started = Given().When(Started("f"));
        var asked = Assert.IsType<RefundActionEvent.Requested>(started.Events.Single());
        Assert.Equal(("demo-agent", "q-1"), (asked.By, asked.RequestId));
        started.AndTheSameTwice();
    }

    [Fact] public void Each_outcome_is_on_record_once()
    {
        var noted = Given(Requested).When(Noted(after: 0));
        Assert.Equal(["c-1", "c-2"], noted.After.Outcomes.Select(outcome => outcome.Id));
        noted.AndTheSameTwice();
    }

    private static Func<RefundAction, Decision<RefundActionEvent>> Started(string fingerprint) =>
        action => RefundAction.Decide(
            action,
            new StartRefundAction(
                ARefund.Origin, RefundAct.Retry, "The gateway is back", ["c-1", "c-2"], fingerprint),
            ARefund.At);

    private static Func<RefundAction, Decision<RefundActionEvent>> Noted(int after) => action => RefundAction.Decide(
        action, after, [new("c-1", null), new("c-2", "refund-already-paid")], ARefund.At);
}
