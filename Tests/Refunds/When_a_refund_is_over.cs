using PosSaga.Refunds;
using static PosSaga.Refunds.RefundStatus;

namespace PosSaga.Tests.Refunds;

/// <summary>The branches of the refund, as its record tells them.</summary>
public sealed class When_a_refund_is_over : RefundSpec
{
    private static readonly object[] Underway = [ARefund.Requested, ARefund.Reserved];

    [Fact] public void Rejected_it_fails_once_the_customer_knows()
    {
        var refund = After(ARefund.Requested, ARefund.Rejected);
        Assert.Equal((RefundStatus.Rejected, "nothing-refundable"), (refund.Status, refund.Failure));
        Assert.Equal(
            [Requested, Rejected, Failed], Steps(After(ARefund.Requested, ARefund.Rejected, ARefund.CustomerNotified)));
    }

    [Fact] public void Not_restocked_it_fails_once_the_amount_is_free_and_the_customer_knows()
    {
        Assert.Equal(Reserved, After([.. Underway, ARefund.RestockFailed]).Status);
        var released = After([.. Underway, ARefund.RestockFailed, ARefund.Released]);
        Assert.Equal((Released, ARefund.NotTakenBack), (released.Status, released.Failure));
        Tell(released, ARefund.CustomerNotified).AndTheSameTwice();
        Assert.Equal(Failed, Tell(released, ARefund.CustomerNotified).After.Status);
    }

    [Fact] public void Refused_by_the_gateway_it_fails_once_the_goods_are_out_and_the_customer_knows()
    {
        object[] refused = [.. Underway, ARefund.Restocked, ARefund.SettlementFailed];
        Assert.Equal((Released, true), (After(refused).Status, After(refused).AwaitsUndo));
        Assert.Equal(Released, After([.. refused, ARefund.CustomerNotified]).Status);
        Assert.Equal(Released, After([.. refused, ARefund.TakenBackOut]).Status);
        Assert.Equal(Failed, After([.. refused, ARefund.TakenBackOut, ARefund.CustomerNotified]).Status);
        Assert.Equal(Failed, After([.. refused, ARefund.CustomerNotified, ARefund.TakenBackOut]).Status);
    }

    [Fact] public void Goods_that_stay_sold_need_an_operator_until_they_are_out()
    {
        object[] stuck = [.. Underway, ARefund.Restocked, ARefund.SettlementFailed, ARefund.StockNeedsOperator];
        Assert.Equal((NeedsOperator, "restocked-goods-gone"), (After(stuck).Status, After(stuck).OperatorReason));
        var told = After([.. stuck, ARefund.CustomerNotified]);
        Assert.Equal(NeedsOperator, told.Status);
        Assert.Equal(Failed, Tell(told, ARefund.TakenBackOut).After.Status);
        var undone = After([.. stuck, ARefund.TakenBackOut]);
        Assert.Equal((Released, null), (undone.Status, undone.OperatorReason));
    }

    [Fact] public void Paid_it_is_completed_once_the_customer_knows()
    {
        var settled = After([.. Underway, ARefund.Restocked, ARefund.Settled]);
        Assert.Equal((Settled, ARefund.Amounts), (settled.Status, settled.Amounts));
        var completed = Tell(settled, ARefund.CustomerNotified);
        Assert.Equal([Requested, Reserved, Restocked, Settled, Completed], Steps(completed.After));
        completed.AndTheSameTwice();
    }

    [Fact] public void Each_step_has_the_time_at_which_it_was_done()
    {
        var refund = After([.. Underway, ARefund.Restocked, ARefund.Settled, ARefund.CustomerNotified]);
        Assert.Equal([1, 2, 3, 4, 5], refund.Steps.Select(step => (int)(step.At - ARefund.At).TotalSeconds));
    }

    [Fact] public void A_silent_gateway_needs_an_operator_and_a_late_payment_completes_it()
    {
        object[] silent = [.. Underway, ARefund.Restocked, ARefund.PaymentNeedsOperator];
        Assert.Equal((NeedsOperator, "gateway-unavailable"), (After(silent).Status, After(silent).OperatorReason));
        Assert.Equal(Completed, After([.. silent, ARefund.Settled, ARefund.CustomerNotified]).Status);
    }

    [Fact] public void A_cancelled_order_is_told_how_it_ended_and_a_claim_hears_by_itself()
    {
        var rejected = After(ARefund.Cancelled, new RefundPaymentEvent.Rejected(ARefund.Cancellation, "no")
        {
            At = ARefund.At, Handled = 1,
        });
        Tell(rejected, ARefund.CustomerNotified).AndTheSameTwice();
        Assert.Equal(
            ("o-1", Failed, "no"),
            Tell(rejected, ARefund.CustomerNotified).Events.OfType<RefundEvent.OrderTold>()
                .Select(told => (told.OrderId, told.Status, told.Failure)).Single());
        var stuck = new Situation(rejected).When(now => RefundDecider.GiveUp(now, "stood-still", ARefund.At));
        Assert.Equal(NeedsOperator, stuck.Events.OfType<RefundEvent.OrderTold>().Single().Status);
        Assert.Single(Tell(After(ARefund.Requested, ARefund.Rejected), ARefund.CustomerNotified).Events);
    }

    [Fact] public void A_cancelled_order_is_one_too() => Assert.Equal("o-1", After(ARefund.Cancelled).Order!.RefundId);

    [Fact] public void Every_event_twice_changes_nothing()
    {
        object[] all =
            [.. Underway, ARefund.Restocked, ARefund.SettlementFailed, ARefund.TakenBackOut, ARefund.CustomerNotified];
        for (var i = 0; i < all.Length; i++)
            Tell(After(all[..i]), all[i]).AndTheSameTwice();
    }

    [Fact] public void Nothing_is_known_of_a_refund_before_its_request() => Assert.All(
        ARefund.All.Except([ARefund.Requested, ARefund.Cancelled]),
        @event => Tell(Refund.Initial, @event).Refused("refund-event-out-of-place", RefusalKind.InvalidState));

    [Fact] public void Whatever_comes_after_its_end_is_loud_but_for_its_own_word()
    {
        var over = After(ARefund.Requested, ARefund.Rejected, ARefund.CustomerNotified);
        Tell(over, ARefund.Failed).Replayed();
        Tell(over, ARefund.Settled).Refused("refund-event-out-of-place");
    }
}

public sealed class When_a_refund_stands_still : RefundSpec
{
    [Fact] public void One_that_nobody_asked_for_is_not_found() =>
        GivenUp(Refund.Initial).Refused("refund-not-found", RefusalKind.NotFound);

    [Fact] public void It_needs_an_operator_once()
    {
        var given = GivenUp(After(ARefund.Requested, ARefund.Reserved));
        Assert.Equal((NeedsOperator, "stood-still"), (given.After.Status, given.After.OperatorReason));
        Assert.Equal(2, given.After.HandledUpTo);
        given.AndTheSameTwice();
    }

    [Fact] public void It_is_followed_again_when_it_goes_on()
    {
        var given = GivenUp(After(ARefund.Requested, ARefund.Reserved)).After;
        var on = Tell(given, ARefund.Restocked).After;
        Assert.Equal((Restocked, null), (on.Status, on.OperatorReason));
    }

    [Fact] public void One_whose_customer_was_not_told_is_completed_when_they_are()
    {
        var given = GivenUp(After(ARefund.Requested, ARefund.Reserved, ARefund.Restocked, ARefund.Settled)).After;
        Assert.Equal(Completed, Tell(given, ARefund.CustomerNotified).After.Status);
    }

    [Fact] public void One_that_is_over_is_left_alone() =>
        GivenUp(After(ARefund.Requested, ARefund.Rejected, ARefund.CustomerNotified)).Replayed();

    private static Outcome GivenUp(Refund refund) =>
        new Situation(refund).When(now => RefundDecider.GiveUp(now, "stood-still", ARefund.At));
}
