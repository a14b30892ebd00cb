using PosSaga.Payments;

namespace PosSaga.Tests.Payments;

public sealed class When_a_payment_is_undone : PaymentSpec
{
    [Fact] public void A_hold_is_given_back_once() =>
        Given(Authorised).When(Told(Void, IsVoided)).Then(Voided).AndTheSameTwice();

    [Fact] public void What_never_arrived_is_barred_once() =>
        Given().When(Told(Void, IsBarred)).Then(Barred).AndTheSameTwice();

    [Fact] public void What_only_the_gateway_knew_is_voided_and_keeps_its_order() =>
        Assert.Equal(OrderId, Given().When(Told(Void, IsVoided))
            .Then(new PaymentEvent.Voided(GivenUp, OrderId)).After.OrderId);

    [Fact] public void What_the_gateway_declined_unheard_is_barred() =>
        Given().When(Told(Void, Decline)).Then(Barred).AndTheSameTwice();

    [Fact] public void A_decline_leaves_nothing_to_undo() => Given(Declined).When(Told(Void)).Replayed();

    [Fact] public void What_was_captured_is_not_voided() =>
        Given(Authorised, Captured).When(Told(Void)).Refused("payment-captured", RefusalKind.InvalidState);

    [Fact] public void What_the_gateway_captured_is_not_voided() =>
        Given(Authorised).When(Told(Void, IsCaptured)).Refused("payment-captured");

    [Fact] public void Its_late_original_is_refused() =>
        Given(Barred).When(Told(Authorise)).Refused("payment-barred", RefusalKind.InvalidState);

    [Fact] public void It_is_not_captured() =>
        Given(Authorised, Voided).When(Told(Capture)).Refused("payment-invalid-state", RefusalKind.InvalidState);
}

public sealed class When_a_payment_is_captured : PaymentSpec
{
    [Fact] public void All_that_was_authorised_is_captured_once()
    {
        var captured = Given(Authorised).When(Told(Capture, IsCaptured)).Then(Captured);
        Assert.Equal(captured.After.Authorised, captured.After.Captured);
        captured.AndTheSameTwice();
    }

    [Fact] public void Another_amount_at_the_gateway_is_for_a_person_to_see() =>
        Given(Authorised).When(Told(Capture, new GatewayAnswer.Captured(new(1)))).Refused("gateway-contradicts");

    [Fact] public void A_hold_that_the_gateway_gave_up_is_for_a_person_to_see() =>
        Given(Authorised).When(Told(Capture, IsVoided)).Refused("gateway-contradicts");

    [Fact] public void A_payment_that_does_not_exist_is_not_captured() =>
        Given().When(Told(Capture)).Refused("payment-invalid-state", RefusalKind.InvalidState);

    [Fact] public void A_history_that_does_not_fold_is_loud() =>
        Assert.Throws<PosSaga.Journal.JournalCorruptException>(() => Given(Captured));
}
