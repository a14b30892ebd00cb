using PosSaga.Payments;

namespace PosSaga.Tests.Payments;

/// <summary>41.30 were captured.</summary>
public sealed class When_a_refund_is_set_aside : PaymentSpec
{
    [Theory, InlineData(0), InlineData(-1000)]
    public void Nothing_or_less_is_refused(long amount) => Given(Authorised, Captured).When(Told(Reserve(amount)))
        .Refused("payment-amount-invalid", RefusalKind.Validation);

    [Fact] public void Before_the_capture_it_is_only_not_yet() =>
        Given(Authorised).When(Told(Reserve(1000))).Refused("payment-not-captured", RefusalKind.Unavailable);

    [Fact] public void Of_a_payment_that_was_voided_nothing_is() =>
        Given(Authorised, Voided).When(Told(Reserve(1000))).Refused("payment-invalid-state", RefusalKind.InvalidState);

    [Fact] public void It_is_once() =>
        Given(Authorised, Captured).When(Told(Reserve(1000))).Then(Reserved(1000)).AndTheSameTwice();

    [Fact] public void No_more_is_than_is_left() =>
        Given(Authorised, Captured, Reserved(4000)).When(Told(Reserve(1000, "r-2"))).Then(Reserved(130, "r-2"));

    [Fact] public void All_that_is_left_is_where_no_amount_is_given() =>
        Given(Authorised, Captured, Reserved(4000), Refunded(4000))
            .When(Told(Reserve(null, "r-2"))).Then(Reserved(130, "r-2"));

    [Fact] public void Nothing_is_where_nothing_is_left() => Given(Authorised, Captured, Reserved(4130))
        .When(Told(Reserve(1000, "r-2"))).Refused("nothing-refundable", RefusalKind.Conflict);

    [Fact] public void Asked_again_it_is_what_it_was_whatever_is_asked_then() =>
        Given(Authorised, Captured, Reserved(1000)).When(Told(Reserve(4130))).Replayed();
}

public sealed class When_a_refund_is_paid : PaymentSpec
{
    [Fact] public void A_refusal_of_the_gateway_is_final_and_frees_the_amount()
    {
        var failed = Given(Authorised, Captured, Reserved(1000)).When(Told(Settle(), RefusesToPay)).Then(Failed(1000));
        Assert.Equal((new Money(4130), Money.Zero), (failed.After.Refundable, failed.After.ReservedForRefund));
        failed.AndTheSameTwice();
    }

    [Fact] public void Another_amount_at_the_gateway_is_for_a_person_to_see() =>
        Given(Authorised, Captured, Reserved(1000))
            .When(Told(Settle(), IsRefunded(999))).Refused("gateway-contradicts");

    [Fact] public void A_gateway_that_knows_no_capture_is_for_a_person_to_see() =>
        Given(Authorised, Captured, Reserved(1000)).When(Told(Settle(), IsVoided)).Refused("gateway-contradicts");

    [Fact] public void What_was_not_set_aside_is_not_paid() =>
        Given(Authorised, Captured).When(Told(Settle())).Refused("refund-not-reserved", RefusalKind.InvalidState);

    [Fact] public void It_is_once()
    {
        var paid = Given(Authorised, Captured, Reserved(1000))
            .When(Told(Settle(), IsRefunded(1000))).Then(Refunded(1000));
        Assert.Equal((PaymentStatus.Captured, new Money(3130)), (paid.After.Status, paid.After.Refundable));
        paid.AndTheSameTwice();
    }

    [Fact] public void With_the_last_cent_the_payment_is_refunded() => Assert.Equal(
        PaymentStatus.Refunded,
        Given(Authorised, Captured, Reserved(4130)).When(Told(Settle(), IsRefunded(4130))).After.Status);
}

public sealed class When_a_refund_is_let_go : PaymentSpec
{
    [Fact] public void Its_amount_is_free_again_once()
    {
        var freed = Given(Authorised, Captured, Reserved(1000)).When(Told(Release())).Then(Released(1000));
        Assert.Equal(new Money(4130), freed.After.Refundable);
        freed.AndTheSameTwice();
    }

    [Fact] public void One_never_set_aside_is_refused_when_it_comes_late()
    {
        Given(Authorised, Captured).When(Told(Release())).Then(Released(0)).AndTheSameTwice();
        Given(Authorised, Captured, Released(0))
            .When(Told(Reserve(1000))).Refused("refund-over", RefusalKind.InvalidState);
    }

    [Fact] public void One_that_was_paid_stays_paid() => Given(Authorised, Captured, Reserved(1000), Refunded(1000))
        .When(Told(Release())).Refused("already-refunded", RefusalKind.InvalidState);
}
