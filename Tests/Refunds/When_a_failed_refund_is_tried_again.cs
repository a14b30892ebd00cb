using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Refunds;

/// <summary>The same refund under a higher number: each participant begins anew, and only after the attempt before has
/// paid nothing.</summary>
public sealed class When_a_failed_refund_is_tried_again : RefundPaymentSpec
{
    private static readonly RefundOrder Second = ARefund.Order with { Attempt = 2 };

    private static readonly object AskedAgain = new ClaimEvent.RefundRequested(Second) { At = ARefund.At };

    private static readonly object Restocked2 =
        new RefundStockEvent.Restocked("1", ARefund.Order.Goods) { At = ARefund.At, Handled = 10, RefundAttempt = 2 };

    private static readonly object Reserved2 =
        new RefundPaymentEvent.Reserved(Second, ARefund.Amounts) { At = ARefund.At, Handled = 9, RefundAttempt = 2 };

    [Fact] public void The_payment_s_side_sets_the_amount_aside_anew()
    {
        foreach (var end in new[] { Rejected("no"), Released, SettlementFailed })
        {
            RefundPaymentEvent[] before = end is RefundPaymentEvent.Rejected ? [end] : [Reserved, end];
            var again = Given(before).When(Hears(AskedAgain, Done(RefundOutcome.Reserved)));
            var reserved = Assert.IsType<RefundPaymentEvent.Reserved>(again.Events.Single());
            Assert.Equal((2, 2), (reserved.RefundAttempt, reserved.Refund.Attempt));
            Assert.Equal((RefundPaymentStage.Reserved, 2), (again.After.Stage, again.After.Attempt));
            again.AndTheSameTwice();
        }
    }

    [Fact] public void A_cancelled_order_s_is_heard_as_well() => Assert.NotNull(RefundPaymentDecider.AskFor(
        Given(Rejected("no")).State,
        new OrderEvent.RefundRetried(new("demo/customer/ana", "again"), Second), ARefund.Origin));

    [Fact] public void What_was_paid_or_is_on_its_way_is_not_begun_again()
    {
        Given(Reserved, Settled).When(Hears(AskedAgain, Done(RefundOutcome.Reserved))).Replayed();
        Given(Reserved).When(Hears(AskedAgain, Done(RefundOutcome.Reserved))).Replayed();
    }

    [Fact] public void What_an_older_attempt_has_still_to_say_is_nothing_to_it()
    {
        var second = Given(
            Reserved, SettlementFailed, ((RefundPaymentEvent)Reserved2) with { Handled = Position }).State;
        var late = new RefundAsk(RefundPaymentStep.Settle, ARefund.Order, ARefund.Origin);
        foreach (var answer in new[] { Done(RefundOutcome.Refunded), Done(RefundOutcome.Failed), Silence })
            Assert.IsType<Decision<RefundPaymentEvent>.Replayed>(
                RefundPaymentDecider.Decide(second, late, answer, ARefund.At, Position, Patience, Jitter));
        Assert.Null(RefundPaymentDecider.AskFor(second, ARefund.Requested, ARefund.Origin));
        Assert.Throws<PosSaga.Journal.JournalCorruptException>(() => second.Apply(Settled));
        // Also while the second one has not got so far as to reserve.
        var begun = Given(Reserved, SettlementFailed).State.Apply(
            new RefundPaymentEvent.AttemptFailed(RefundPaymentStep.Reserve, 1, "no-answer", ARefund.Origin, Second)
            { At = ARefund.At, Handled = 9, RefundAttempt = 2 });
        Assert.Null(RefundPaymentDecider.AskFor(begun, ARefund.Requested, ARefund.Origin));
    }

    /// <summary>The gateway had refused the first attempt, or so it was heard.</summary>
    [Fact] public void A_first_attempt_that_was_paid_too_late_pays_the_refund_once()
    {
        var settle = new SettleRefund(ARefund.Origin, "c-1");
        var paid = new GatewayAnswer.Refunded(new(1610));
        var before = Failed().Apply(new PaymentEvent.RefundReserved("c-1", new(1610), null, 2));
        foreach (var payment in new[] { Failed(), before })
        {
            var late = Assert.IsType<Decision<PaymentEvent>.Recorded>(
                PaymentDecider.Decide("p-1", payment, settle, paid));
            Assert.Equal(new PaymentEvent.RefundedTooLate("c-1", new(1610)), late.Events.Single());
            var after = payment.Apply(late.Events.Single());
            Assert.Equal(
                (new Money(1610), Money.Zero, new Money(3390)),
                (after.Refunded, after.ReservedForRefund, after.Refundable));
            Assert.IsNotType<Decision<PaymentEvent>.Recorded>(PaymentDecider.Decide("p-1", after, settle, paid));
            // The second attempt has nothing left to pay, and says so.
            var again = new SettleRefund(ARefund.Origin, "c-1", 2);
            Assert.Equal(GatewayQuestion.Nothing, PaymentDecider.Question(after, again));
            Assert.IsType<Decision<PaymentEvent>.Replayed>(PaymentDecider.Decide("p-1", after, again));
            Assert.IsType<Decision<PaymentEvent>.Replayed>(PaymentDecider.Decide(
                "p-1", after, new ReserveRefund(ARefund.Origin, "c-1", null, Second)));
            Given(Reserved, SettlementFailed).When(Hears(AskedAgain, Done(RefundOutcome.Refunded)));
        }
    }

    [Fact] public void One_that_is_paid_all_the_same_after_the_second_is_known_as_well()
    {
        var twice = Failed().Apply(new PaymentEvent.RefundReserved("c-1", new(3000), null, 2))
            .Apply(new PaymentEvent.Refunded("c-1", new(3000), 2))
            .Apply(new PaymentEvent.RefundReserved("c-2", new(2000)))
            .Apply(new PaymentEvent.RefundedTooLate("c-1", new(1610)));
        Assert.Equal((new Money(4610), new Money(2000), Money.Zero),
            (twice.Refunded, twice.ReservedForRefund, twice.Refundable));
        var freed = twice.Apply(new PaymentEvent.RefundReleased("c-2", new(2000), "no"));
        Assert.Equal(Money.Zero, freed.ReservedForRefund);
    }

    [Fact] public void The_goods_come_in_anew()
    {
        var failed = RefundStock.Initial
            .Apply(new RefundStockEvent.Restocked("1", ARefund.Order.Goods) { At = ARefund.At, Handled = 2 })
            .Apply(new RefundStockEvent.TakenBackOut("1", ARefund.Order.Goods) { At = ARefund.At, Handled = 4 });
        var again = RefundStockDecider.Decide(failed, Second, null, ARefund.Origin, ARefund.At, 10);
        var restocked = Assert.Single(Assert.IsType<Decision<RefundStockEvent>.Recorded>(again).Events);
        var after = failed.Apply(restocked);
        Assert.Equal((RefundStockStage.Restocked, 2), (after.Stage, after.Attempt));
        Assert.IsType<Decision<RefundStockEvent>.Replayed>(
            RefundStockDecider.Decide(failed, ARefund.Order, null, ARefund.Origin, ARefund.At, 10));
    }

    [Fact] public void The_record_follows_it_from_the_beginning()
    {
        var refund = Record(ARefund.Requested, ARefund.Rejected, ARefund.CustomerNotified, AskedAgain, Reserved2);
        Assert.Equal((RefundStatus.Reserved, null, 2), (refund.Status, refund.Failure, refund.Order!.Attempt));
        refund = Record(
            ARefund.Requested, ARefund.Rejected, ARefund.CustomerNotified, AskedAgain, Reserved2, ARefund.Restocked,
            ARefund.Settled, ARefund.CustomerNotified);
        Assert.Equal(RefundStatus.Completed, refund.Status);
    }

    /// <summary>After a takeover: what happened meanwhile was done by another activation, and answering from what is
    /// known here would begin the second attempt without setting anything aside.</summary>
    [Fact] public void Who_has_not_heard_how_the_first_one_ended_says_so_instead_of_answering_for_it()
    {
        var underway = Payment.Initial
            .Apply(new PaymentEvent.Authorised("o-1", new(5000), PaymentMethod.CreditCard, "A1", 1))
            .Apply(new PaymentEvent.Captured(new(5000))).Apply(new PaymentEvent.RefundReserved("c-1", new(1610)));
        foreach (IPaymentCommand command in new IPaymentCommand[]
            { new ReserveRefund(ARefund.Origin, "c-1", null, Second), new ReleaseRefund(ARefund.Origin, "c-1", "no", 2) })
            Assert.Equal(
                "refund-attempt-under-way",
                Assert.IsType<Decision<PaymentEvent>.Refused>(PaymentDecider.Decide("p-1", underway, command))
                    .Refusal.Code);

        Assert.True(RefundPaymentDecider.IsOutOfPlace(Given(Reserved).State, AskedAgain));
        Assert.False(RefundPaymentDecider.IsOutOfPlace(Given(Reserved, SettlementFailed).State, AskedAgain));
        Assert.False(RefundPaymentDecider.IsOutOfPlace(Given(Reserved).State, ARefund.Requested));
        Assert.True(RefundPaymentDecider.IsOutOfPlace(Given(Reserved).State, Restocked2));
        var restocked = RefundStock.Initial.Apply((RefundStockEvent)ARefund.Restocked);
        Assert.True(RefundStockDecider.IsOutOfPlace(restocked, (RefundPaymentEvent)Reserved2));
        Assert.IsType<Decision<RefundEvent>.Refused>(RefundDecider.Decide(
            Record(ARefund.Requested, ARefund.Rejected), AskedAgain, ARefund.At, 9));
        Assert.IsType<Decision<RefundEvent>.Refused>(RefundDecider.Decide(
            Record(ARefund.Requested), Reserved2, ARefund.At, 9));
    }

    [Fact] public void At_the_payment_it_has_a_number_of_its_own()
    {
        var failed = Failed();
        var reserve = new ReserveRefund(ARefund.Origin, "c-1", null, Second);
        var reserved = Assert.IsType<Decision<PaymentEvent>.Recorded>(PaymentDecider.Decide("p-1", failed, reserve));
        var after = failed.Apply(reserved.Events.Single());
        Assert.Equal((RefundOutcome.Reserved, 2), (after.RefundOf("c-1")!.Outcome, after.RefundOf("c-1")!.Attempt));
        // What belongs to the first attempt does nothing to the second.
        Assert.Equal(
            GatewayQuestion.Nothing, PaymentDecider.Question(after, new SettleRefund(ARefund.Origin, "c-1")));
        Assert.IsType<Decision<PaymentEvent>.Refused>(
            PaymentDecider.Decide("p-1", after, new SettleRefund(ARefund.Origin, "c-1")));
        Assert.IsType<Decision<PaymentEvent>.Replayed>(
            PaymentDecider.Decide("p-1", after, new ReleaseRefund(ARefund.Origin, "c-1", "late")));
        Assert.Equal(
            GatewayQuestion.Refund, PaymentDecider.Question(after, new SettleRefund(ARefund.Origin, "c-1", 2)));
    }

    private static Payment Failed() => Payment.Initial
        .Apply(new PaymentEvent.Authorised("o-1", new(5000), PaymentMethod.CreditCard, "A1", 1))
        .Apply(new PaymentEvent.Captured(new(5000))).Apply(new PaymentEvent.RefundReserved("c-1", new(1610)))
        .Apply(new PaymentEvent.RefundFailed("c-1", new(1610), "no"));

    private static Refund Record(params object[] events)
    {
        var (refund, position) = (Refund.Initial, 0L);
        foreach (var @event in events)
            if (RefundDecider.Decide(refund, @event, ARefund.At.AddSeconds(++position), position)
                is Decision<RefundEvent>.Recorded recorded)
                refund = recorded.Events.Aggregate(refund, (now, e) => now.Apply(e));
        return refund;
    }
}
