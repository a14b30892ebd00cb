using PosSaga.EventSourcing;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;
using static PosSaga.Refunds.RefundStatus;

namespace PosSaga.Tests.Refunds;

/// <summary>What may be said of a refund, and what its record keeps of it.</summary>
public sealed class When_an_operator_looks_after_a_refund : RefundSpec
{
    private static readonly OperatorCommand Command = new(new("demo", "demo-ops", "c-1"), "The gateway is back");

    private static readonly object[] Stuck =
        [ARefund.Requested, ARefund.Reserved, ARefund.Restocked, ARefund.PaymentNeedsOperator];

    [Fact] public void One_that_nobody_asked_for_is_not_found()
    {
        Retried(Refund.Initial).Refused("refund-not-found", RefusalKind.NotFound);
        Resolved(Refund.Initial).Refused("refund-not-found", RefusalKind.NotFound);
    }

    [Fact] public void Of_one_that_is_paid_nothing_is_left_to_do()
    {
        var paid = After(
            ARefund.Requested, ARefund.Reserved, ARefund.Restocked, ARefund.Settled, ARefund.CustomerNotified);
        Retried(paid).Refused("refund-already-paid", RefusalKind.InvalidState);
        Resolved(paid).Refused("refund-already-paid", RefusalKind.InvalidState);
    }

    [Fact] public void One_that_goes_on_by_itself_or_has_failed_is_not_settled_by_hand()
    {
        Resolved(After(ARefund.Requested, ARefund.Reserved)).Refused("refund-not-stuck", RefusalKind.InvalidState);
        Resolved(After(ARefund.Requested, ARefund.Rejected, ARefund.CustomerNotified)).Refused("refund-not-stuck");
    }

    [Fact] public void Who_has_seen_another_version_is_told_so()
    {
        var stuck = After(Stuck);
        var stale = Command with { IfMatch = new VersionCondition([stuck.Version - 1]) };
        foreach (var rule in (Func<Refund, OperatorCommand, DateTimeOffset, Decision<RefundEvent>>[])
            [RefundDecider.Retry, RefundDecider.Resolve])
            new Situation(stuck).When(refund => rule(refund, stale, ARefund.At))
                .Refused("refund-changed", RefusalKind.PreconditionFailed);
    }

    [Fact] public void It_is_recorded_with_who_and_why_and_moves_nothing_by_itself()
    {
        var retried = Retried(After(Stuck));
        Assert.Equal(
            ("The gateway is back", "demo-ops"),
            retried.Events.OfType<RefundEvent.OperatorRetried>().Select(e => (e.Reason, e.By)).Single());
        Assert.Equal((NeedsOperator, 4), (retried.After.Status, (int)retried.After.HandledUpTo));
        var resolved = Resolved(After(Stuck));
        Assert.Equal("demo-ops", resolved.Events.OfType<RefundEvent.OperatorResolved>().Single().By);
        // One that has failed is attempted anew by whoever asked for it; here it is only noted.
        var failed = After(ARefund.Requested, ARefund.Rejected, ARefund.CustomerNotified);
        Assert.Equal(Failed, Retried(failed).After.Status);
    }

    [Fact] public void What_was_left_in_is_as_good_as_out()
    {
        object[] gone =
        [
            ARefund.Requested, ARefund.Reserved, ARefund.Restocked, ARefund.SettlementFailed,
            ARefund.StockNeedsOperator, ARefund.CustomerNotified,
        ];
        Assert.Equal(NeedsOperator, After(gone).Status);
        Tell(After(gone), LeftIn(null)).AndTheSameTwice();
        Assert.Equal(Failed, Tell(After(gone), LeftIn(null)).After.Status);
        // The amount is still set aside where the store had refused them.
        Tell(After(ARefund.Requested, ARefund.Reserved), LeftIn(ARefund.NotTakenBack)).Replayed();
    }

    internal static RefundStockEvent.LeftIn LeftIn(string? restockRefused) =>
        new("1", ARefund.Order.Goods, restockRefused, "counted", "demo-ops") { At = ARefund.At, Handled = 4 };

    private static Outcome Retried(Refund refund) =>
        new Situation(refund).When(now => RefundDecider.Retry(now, Command, ARefund.At));

    private static Outcome Resolved(Refund refund) =>
        new Situation(refund).When(now => RefundDecider.Resolve(now, Command, ARefund.At));
}

/// <summary>Goods that were sold again after a failed settlement.</summary>
public sealed class When_goods_are_left_in
{
    private static readonly RefundStock Stuck = Fold(
        RefundStock.Initial, (RefundStockEvent)ARefund.Restocked, (RefundStockEvent)ARefund.StockNeedsOperator);

    [Fact] public void Where_nothing_has_to_go_out_there_is_nothing_to_settle() => Assert.Equal(
        "refund-nothing-to-resolve",
        Assert.IsType<Decision<RefundStockEvent>.Refused>(
            Said(Fold(RefundStock.Initial, (RefundStockEvent)ARefund.Restocked), null, "CAFE")).Refusal.Code);

    [Fact] public void Nor_in_another_attempt_than_the_one_that_was_asked_about() =>
        Assert.IsType<Decision<RefundStockEvent>.Refused>(Said(Stuck, 2, "CAFE"));

    [Fact] public void What_is_back_on_the_shelf_by_now_goes_out() =>
        Assert.IsType<RefundStockEvent.TakenBackOut>(Only(Said(Stuck, null)));

    [Fact] public void The_rest_stays_and_does_not_come_in_again()
    {
        var left = Assert.IsType<RefundStockEvent.LeftIn>(Only(Said(Stuck, null, "CAFE")));
        Assert.Equal(["CAFE", "CAFE"], left.Goods.Select(goods => goods.Sku));
        Assert.Equal(("counted", "demo-ops"), (left.Reason, left.By));
        var after = Stuck.Apply(left);
        Assert.Equal((RefundStockStage.TakenBackOut, null), (after.Stage, after.Open));
        Assert.IsType<Decision<RefundStockEvent>.Refused>(Said(after, null, "CAFE"));

        var again = ARefund.Order with { Attempt = 2 };
        var restocked = Only(RefundStockDecider.Decide(after, again, null, ARefund.Origin, ARefund.At, 20));
        var second = after.Apply(restocked);
        Assert.Equal((RefundStockStage.Restocked, 2, 2), (second.Stage, second.Attempt, second.LeftIn.Count));
        Assert.Equal(
            [new ReturnedPieces("MIEL", 0, 1)],
            RefundStockDecider.Pieces(RefundStockDecider.Returned(again), second.LeftIn));
        // More of them than were left in: the rest comes in.
        Assert.Equal(
            [new ReturnedPieces("CAFE", 2, 0)],
            RefundStockDecider.Pieces(
                [
                    new("CAFE", "Café", 3, Condition.Resellable, new(900)),
                    new("CAFE", "Café", 1, Condition.Damaged, new(1)),
                ],
                second.LeftIn));
    }

    [Fact] public void Of_goods_that_the_store_refused_the_amount_is_let_go()
    {
        var left = When_an_operator_looks_after_a_refund.LeftIn(ARefund.NotTakenBack);
        var part = RefundPayment.Initial.Apply((RefundPaymentEvent)ARefund.Reserved);
        Assert.Equal(
            (RefundPaymentStep.Release, ARefund.NotTakenBack),
            RefundPaymentDecider.AskFor(part, left, ARefund.Origin) is { } ask ? (ask.Step, ask.Reason) : default);
        Assert.True(RefundPaymentDecider.IsOutOfPlace(RefundPayment.Initial, left));
        Assert.Null(RefundPaymentDecider.AskFor(part, left with { RestockRefused = null }, ARefund.Origin));
    }

    private static Decision<RefundStockEvent> Said(RefundStock part, int? attempt, params string[] stuck) =>
        RefundStockDecider.DecideLeftIn(part, attempt, stuck, "counted", "demo-ops", ARefund.At);

    private static RefundStockEvent Only(Decision<RefundStockEvent> decision) =>
        Assert.Single(Assert.IsType<Decision<RefundStockEvent>.Recorded>(decision).Events);

    private static RefundStock Fold(RefundStock part, params RefundStockEvent[] events) =>
        events.Aggregate(part, (now, @event) => now.Apply(@event));
}

/// <summary>Questions to the payment that a person has answered.</summary>
public sealed class When_a_payments_side_is_settled_by_hand : RefundPaymentSpec
{
    [Fact] public void Where_nothing_is_open_there_is_nothing_to_settle() =>
        Given(Reserved).When(ByHand(Done(RefundOutcome.Refunded))).Refused("refund-nothing-to-resolve");

    [Fact] public void What_the_payment_does_not_let_go_is_said() =>
        Given(Reserved, AttemptFailed(RefundPaymentStep.Release, 8, reason: "no"), NeedsOperator("already-refunded"))
            .When(ByHand(No(PaymentRefusals.AlreadyRefunded))).Refused("already-refunded");

    [Fact] public void An_amount_that_cannot_be_set_aside_is_not_paid() =>
        Given(AttemptFailed(RefundPaymentStep.Reserve, 8), NeedsOperator("no-answer"))
            .When(ByHand(Done(RefundOutcome.Released, 0))).Then(Rejected("resolved-by-operator"));

    [Fact] public void A_payment_that_nobody_confirms_counts_as_made() =>
        Given(Reserved, AttemptFailed(RefundPaymentStep.Settle, 8), NeedsOperator("gateway-contradicts"))
            .When(ByHand(Done(RefundOutcome.Refunded))).Then(Settled);

    [Fact] public void The_gateway_is_not_asked_about_it_any_more()
    {
        var payment = Payment.Initial
            .Apply(new PaymentEvent.Authorised("o-1", new(5000), PaymentMethod.CreditCard, "A1", 1))
            .Apply(new PaymentEvent.Captured(new(5000)));
        var settle = new SettleRefund(ARefund.Origin, "c-1", ByHand: true);
        Assert.Equal(
            "refund-not-reserved",
            Assert.IsType<Decision<PaymentEvent>.Refused>(PaymentDecider.Decide("p-1", payment, settle)).Refusal.Code);
        var reserved = payment.Apply(new PaymentEvent.RefundReserved("c-1", new(1610)));
        Assert.Equal(GatewayQuestion.Nothing, PaymentDecider.Question(reserved, settle));
        var paid = Assert.IsType<Decision<PaymentEvent>.Recorded>(PaymentDecider.Decide("p-1", reserved, settle));
        Assert.Equal(new PaymentEvent.RefundSettledByHand("c-1", new(1610)), paid.Events.Single());
        var after = reserved.Apply(paid.Events.Single());
        Assert.Equal((new Money(1610), Money.Zero), (after.Refunded, after.ReservedForRefund));
        Assert.IsType<Decision<PaymentEvent>.Replayed>(PaymentDecider.Decide("p-1", after, settle));
        Assert.Equal(
            GatewayQuestion.Nothing, PaymentDecider.Question(after, new SettleRefund(ARefund.Origin, "c-1")));
    }

    private static Func<RefundPayment, Decision<RefundPaymentEvent>> ByHand(CommandResult<RefundResult> answer) =>
        part => RefundPaymentDecider.DecideResolved(part, part, answer, ARefund.At, Patience);
}
