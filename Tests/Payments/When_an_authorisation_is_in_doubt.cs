using PosSaga.Payments;

namespace PosSaga.Tests.Payments;

public sealed class When_an_authorisation_is_in_doubt : PaymentSpec
{
    [Fact] public void An_inquiry_finds_it_authorised() =>
        Given().When(Told(Inquire, Approval)).Then(Authorised).AndTheSameTwice();

    [Fact] public void An_inquiry_finds_it_declined() =>
        Given().When(Told(Inquire, Decline)).Then(Declined).AndTheSameTwice();

    [Fact] public void An_inquiry_finds_it_barred() =>
        Given().When(Told(Inquire, IsBarred))
            .Then(new PaymentEvent.Barred(OrderId, "found barred at the gateway")).AndTheSameTwice();

    [Fact] public void An_inquiry_that_finds_another_amount_is_refused() =>
        Given().When(Told(Inquire, new GatewayAnswer.Approved(new(1), Code, Risk))).Refused("payment-differs");

    [Fact] public void What_is_known_needs_no_inquiry() =>
        Assert.Equal(GatewayQuestion.Nothing, PaymentDecider.Question(Given(Authorised).State, Inquire));

    [Fact] public void A_late_approval_of_a_payment_that_nobody_gave_up_is_as_good_as_in_time() =>
        Given().When(Told(LateAnswer)).Then(Authorised).AndTheSameTwice();

    [Fact] public void A_late_approval_of_a_payment_that_an_inquiry_found_changes_nothing() =>
        Given(Authorised).When(Told(LateAnswer)).Replayed();

    [Fact] public void A_late_approval_of_a_captured_payment_changes_nothing() =>
        Given(Authorised, Captured).When(Told(LateAnswer)).Replayed();

    [Fact] public void A_late_decline_records_nothing() =>
        Given().When(Told(LateAnswer with { Result = new PaymentResult(PaymentOutcome.Declined) })).Replayed();
}

public sealed class When_an_authorisation_arrives_after_the_payment_was_given_up : PaymentSpec
{
    [Fact] public void Of_a_barred_payment_it_is_recorded_as_too_late() =>
        Given(Barred).When(Told(LateAnswer)).Then(TooLate).AndTheSameTwice();

    [Fact] public void Of_a_voided_payment_it_is_recorded_as_too_late() =>
        Given(Authorised, Voided).When(Told(LateAnswer)).Then(TooLate).AndTheSameTwice();

    [Fact] public void The_gateway_is_asked_to_void_it() =>
        Assert.Equal(GatewayQuestion.Void, PaymentDecider.Question(Given(Barred, TooLate).State, Void));

    [Fact] public void Its_void_is_recorded_once() =>
        Given(Barred, TooLate).When(Told(Void, IsVoided)).Then(LateVoided).AndTheSameTwice();

    [Fact] public void Once_voided_the_gateway_is_asked_no_more() =>
        Assert.Equal(GatewayQuestion.Nothing, PaymentDecider.Question(Given(Barred, TooLate, LateVoided).State, Void));

    [Fact] public void The_payment_stays_barred() =>
        Given(Barred, TooLate, LateVoided).When(Told(Authorise)).Refused("payment-barred", RefusalKind.InvalidState);

    [Fact] public void Declined_before_it_is_too_late_as_well() =>
        Given(Declined).When(Told(LateAnswer)).Then(TooLate).AndTheSameTwice();
}
