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
            AttemptFailed(RefundPaymentStep.Release, 1, "already-refunded", ARefund.NotTakenBack, waits: false),
            NeedsOperator("already-refunded"));

    [Fact] public void So_is_a_gateway_whose_books_contradict_ours() =>
        Given(Reserved)
            .When(Hears(ARefund.Restocked, No(PaymentRefusals.GatewayContradicts(PaymentStatus.Captured, null))))
            .Then(
                AttemptFailed(RefundPaymentStep.Settle, 1, "gateway-contradicts", waits: false),
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

    [Fact] public void A_day_without_an_answer_is_waited_out_and_no_longer()
    {
        var waits = Given(Reserved, AttemptFailed(RefundPaymentStep.Settle, 1))
            .When(AsksAgain(Silence, later: TimeSpan.FromDays(1) - TimeSpan.FromTicks(1)))
            .Then(AttemptFailed(
                RefundPaymentStep.Settle, 2, at: ARefund.At.AddDays(1) - TimeSpan.FromTicks(1)));
        Assert.Equal(
            new RefundWaiting(
                ARefund.At, waits.After.FailedAt + Patience.PauseAfter(2, Jitter), "gateway-timeout"),
            waits.After.Waiting);

        var called = Given([Reserved, AttemptFailed(RefundPaymentStep.Settle, 1), .. waits.Events])
            .When(AsksAgain(Silence, later: TimeSpan.FromDays(1)))
            .Then(
                AttemptFailed(RefundPaymentStep.Settle, 3, waits: false, at: ARefund.At.AddDays(1)),
                NeedsOperator("unanswered-for-a-day") with { At = ARefund.At.AddDays(1) });
        Assert.True(called.After.NeedsOperator);
        Assert.Null(called.After.Waiting);
    }

    [Fact] public void The_next_question_is_given_a_day_of_its_own()
    {
        var later = ARefund.At.AddDays(3);
        RefundPaymentEvent[] reservedLate =
        [
            AttemptFailed(RefundPaymentStep.Reserve, 1), Reserved with { At = later },
            AttemptFailed(RefundPaymentStep.Settle, 1, at: later),
        ];
        Given(reservedLate).When(AsksAgain(Silence, later: TimeSpan.FromDays(3.5)))
            .Then(AttemptFailed(RefundPaymentStep.Settle, 2, at: ARefund.At.AddDays(3.5)));
    }

    /// <summary>As an earlier version recorded it: the day begins with its last attempt.</summary>
    [Fact] public void An_attempt_that_does_not_say_when_the_next_is_due_is_followed_by_one()
    {
        var old = AttemptFailed(RefundPaymentStep.Settle, 7, waits: false);
        var part = Given(Reserved, old);
        Assert.Null(part.State.Waiting);
        part.When(AsksAgain(Silence, later: TimeSpan.FromHours(1)))
            .Then(AttemptFailed(RefundPaymentStep.Settle, 8, at: ARefund.At.AddHours(1)));
    }

    [Fact] public void Pauses_grow_from_a_fifth_of_a_second_to_a_minute()
    {
        Assert.Equal(
            [0.2, 0.6, 1.8, 5.4, 16.2, 48.6, 60, 60],
            Enumerable.Range(1, 8).Select(n => Math.Round(Patience.PauseAfter(n, 1).TotalSeconds, 3)));
        Assert.Equal(30, Patience.PauseAfter(int.MaxValue, 0).TotalSeconds);
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
        Given(Reserved, AttemptFailed(RefundPaymentStep.Settle, 8, waits: false), NeedsOperator("unanswered-for-a-day"))
            .When(AsksAgain(Silence)).Replayed();

    [Fact] public void A_nudge_that_is_answered_goes_on() =>
        Given(Reserved, AttemptFailed(RefundPaymentStep.Settle, 8, waits: false), NeedsOperator("unanswered-for-a-day"))
            .When(AsksAgain(Done(RefundOutcome.Refunded))).Then(Settled).AndTheSameTwice();

    [Fact]
    public void A_nudge_where_nothing_is_open_asks_nothing() => Given(Reserved).When(AsksAgain(Silence)).Replayed();
}
