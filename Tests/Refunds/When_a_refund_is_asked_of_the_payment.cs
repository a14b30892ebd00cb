using PosSaga.Payments;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

public sealed class When_a_refund_is_asked_of_the_payment : RefundPaymentSpec
{
    [Theory, InlineData("nothing-refundable"), InlineData("payment-not-found"), InlineData("payment-invalid-state")]
    public void A_no_rejects_it_once(string code) =>
        Given().When(Hears(ARefund.Requested, No(new(code, RefusalKind.Conflict, "No."))))
            .Then(Rejected(code)).AndTheSameTwice();

    [Fact] public void A_not_yet_is_asked_again_later_and_then_answered()
    {
        var later = Given().When(Hears(ARefund.Requested, No(PaymentRefusals.NotCapturedYet)))
            .Then(AttemptFailed(RefundPaymentStep.Reserve, 1, "payment-not-captured"));
        Given([.. later.Events]).When(AsksAgain(Done(RefundOutcome.Reserved))).Then(Reserved).AndTheSameTwice();
    }

    [Fact] public void The_amount_is_computed_and_set_aside_once() =>
        Given().When(Hears(ARefund.Requested, Done(RefundOutcome.Reserved))).Then(Reserved).AndTheSameTwice();

    [Fact] public void The_amounts_are_those_that_the_payment_made()
    {
        var amounts = new RefundAmounts(new(1400), new(0), new(209), new(1609));
        var kept = CommandResult<RefundResult>.Done(
            new(RefundOutcome.Reserved, new(1609), null, new RefundBreakdown(amounts, [], [])), 1);
        var made = Given().When(Hears(ARefund.Requested, kept)).Events.Single();
        Assert.Equal(amounts, Assert.IsType<RefundPaymentEvent.Reserved>(made).Amounts);
    }

    /// <summary>As an earlier version set it aside.</summary>
    [Fact] public void Of_an_amount_without_parts_the_parts_add_up_to_it()
    {
        var made = Given().When(Hears(ARefund.Requested, Done(RefundOutcome.Reserved, 1000))).Events.Single();
        var amounts = Assert.IsType<RefundPaymentEvent.Reserved>(made).Amounts;
        Assert.Equal((new Money(1000), new Money(1000)), (amounts.Amount, amounts.Goods - amounts.Fee + amounts.Tax));
    }

    /// <summary>As an earlier version asked for it.</summary>
    [Fact] public void A_cancellation_that_says_nothing_of_shipping_gets_all_that_is_left()
    {
        var made = Given().When(Hears(ARefund.Cancelled, Done(RefundOutcome.Reserved, 4599))).Events.Single();
        Assert.Equal(
            new RefundAmounts(new(3999), new(0), new(600), new(4599)),
            Assert.IsType<RefundPaymentEvent.Reserved>(made).Amounts);
    }

    [Fact] public void What_others_tell_each_other_asks_nothing_of_it() =>
        Assert.All(
            ARefund.All.Except([ARefund.Requested, ARefund.Cancelled]),
            @event => Assert.Null(RefundPaymentDecider.AskFor(RefundPayment.Initial, @event, ARefund.Origin)));

    [Fact] public void Goods_accounted_for_before_anything_was_set_aside_are_out_of_place()
    {
        var settled = Given(Reserved, Settled).State;
        Assert.All(new[] { ARefund.Restocked, ARefund.RestockFailed }, @event =>
        {
            Assert.True(RefundPaymentDecider.IsOutOfPlace(RefundPayment.Initial, @event));
            Assert.True(RefundPaymentDecider.IsOutOfPlace(settled, @event));
            Assert.False(RefundPaymentDecider.IsOutOfPlace(Given(Reserved).State, @event));
        });
        Assert.False(RefundPaymentDecider.IsOutOfPlace(RefundPayment.Initial, ARefund.Requested));
    }
}

public sealed class When_the_goods_are_accounted_for : RefundPaymentSpec
{
    [Fact] public void A_gateway_that_refuses_for_good_ends_it_unpaid() =>
        Given(Reserved).When(Hears(ARefund.Restocked, Done(RefundOutcome.Failed, detail: "no")))
            .Then(SettlementFailed).AndTheSameTwice();

    [Fact] public void The_amount_is_paid_once() =>
        Given(Reserved).When(Hears(ARefund.Restocked, Done(RefundOutcome.Refunded))).Then(Settled).AndTheSameTwice();

    [Fact] public void Goods_that_could_not_be_restocked_free_the_amount_once() =>
        Given(Reserved)
            .When(Hears(ARefund.RestockFailed, Done(RefundOutcome.Released))).Then(Released).AndTheSameTwice();

    [Fact] public void An_answer_that_fits_no_question_is_for_a_person_to_see() =>
        Given(Reserved).When(Hears(ARefund.RestockFailed, No(PaymentRefusals.AlreadyRefunded))).Then(
            AttemptFailed(RefundPaymentStep.Release, 1, "already-refunded", ARefund.NotTakenBack),
            NeedsOperator("already-refunded"));

    [Fact] public void So_is_a_gateway_whose_books_contradict_ours() =>
        Given(Reserved)
            .When(Hears(ARefund.Restocked, No(PaymentRefusals.GatewayContradicts(PaymentStatus.Captured, null))))
            .Then(
                AttemptFailed(RefundPaymentStep.Settle, 1, "gateway-contradicts"),
                NeedsOperator("gateway-contradicts"));

    [Fact] public void A_history_that_does_not_fold_is_loud() =>
        Assert.Throws<PosSaga.Journal.JournalCorruptException>(() => Given(Settled));
}

public sealed class When_no_answer_comes : RefundPaymentSpec
{
    [Fact] public void It_is_asked_again_in_the_same_name_and_the_late_success_is_recorded_once()
    {
        var silent = Given(Reserved)
            .When(Hears(ARefund.Restocked, Silence)).Then(AttemptFailed(RefundPaymentStep.Settle, 1));
        Assert.Equal(ARefund.Origin, silent.After.Open!.Origin);
        Given([Reserved, .. silent.Events])
            .When(AsksAgain(Done(RefundOutcome.Refunded))).Then(Settled).AndTheSameTwice();
    }

    [Fact] public void After_the_last_attempt_a_person_is_called_and_nothing_is_asked_by_itself()
    {
        var part = Given(Reserved).State;
        var events = new List<RefundPaymentEvent>();
        for (var i = 0; i < RefundPaymentDecider.AttemptsMax; i++)
        {
            var made = Decide(part, i == 0 ? Hears(ARefund.Restocked, Silence) : AsksAgain(Silence));
            events.AddRange(made);
            part = Fold(part, made);
        }

        Assert.Equal(RefundPaymentDecider.AttemptsMax, events.OfType<RefundPaymentEvent.AttemptFailed>().Count());
        Assert.IsType<RefundPaymentEvent.NeedsOperator>(events[^1]);
        Assert.True(part.NeedsOperator);
    }

    [Fact] public void Two_who_ask_at_the_same_time_make_one_attempt()
    {
        var asked = Given(Reserved, AttemptFailed(RefundPaymentStep.Settle, 1)).State;
        var meanwhile = Given(
            Reserved, AttemptFailed(RefundPaymentStep.Settle, 1), AttemptFailed(RefundPaymentStep.Settle, 2));
        meanwhile.When(AskedAfter(asked, Silence)).Replayed();
        meanwhile.When(AskedAfter(asked, Done(RefundOutcome.Refunded))).Then(Settled).AndTheSameTwice();
    }

    [Fact] public void A_nudge_that_is_not_answered_either_leaves_nothing_in_the_log() =>
        Given(Reserved, AttemptFailed(RefundPaymentStep.Settle, 8), NeedsOperator("gateway-timeout"))
            .When(AsksAgain(Silence)).Replayed();

    [Fact] public void A_nudge_that_is_answered_goes_on() =>
        Given(Reserved, AttemptFailed(RefundPaymentStep.Settle, 8), NeedsOperator("gateway-timeout"))
            .When(AsksAgain(Done(RefundOutcome.Refunded))).Then(Settled).AndTheSameTwice();

    [Fact]
    public void A_nudge_where_nothing_is_open_asks_nothing() => Given(Reserved).When(AsksAgain(Silence)).Replayed();

    private static IReadOnlyList<RefundPaymentEvent> Decide(
        RefundPayment part, Func<RefundPayment, PosSaga.EventSourcing.Decision<RefundPaymentEvent>> decide) =>
        Assert.IsType<PosSaga.EventSourcing.Decision<RefundPaymentEvent>.Recorded>(decide(part)).Events;
}
