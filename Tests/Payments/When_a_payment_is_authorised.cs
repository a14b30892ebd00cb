using PosSaga.Payments;

namespace PosSaga.Tests.Payments;

public sealed class When_a_payment_is_authorised : PaymentSpec
{
    [Fact] public void An_approval_is_recorded_once() =>
        Given().When(Told(Authorise, Approval)).Then(Authorised).AndTheSameTwice();

    [Fact] public void A_decline_is_recorded_once() =>
        Given().When(Told(Authorise, Decline)).Then(Declined).AndTheSameTwice();

    [Fact] public void A_decline_is_answered_with_its_reason_however_often_it_is_asked()
    {
        var declined = Given(Declined);
        declined.When(Told(Authorise)).Replayed();
        Assert.Equal(
            new PaymentResult(PaymentOutcome.Declined, ResponseCode: "05", Detail: "card-declined"),
            declined.State.Result);
    }

    [Fact] public void A_negative_amount_is_refused() =>
        Given()
            .When(Told(Authorise with { Amount = new(-1) })).Refused("payment-amount-invalid", RefusalKind.Validation);

    [Fact] public void What_the_gateway_barred_is_refused() =>
        Given().When(Told(Authorise, IsBarred)).Refused("payment-barred", RefusalKind.InvalidState);

    [Fact] public void The_same_payment_for_another_order_is_refused() =>
        Given(Authorised)
            .When(Told(Authorise with { OrderId = "o-2" })).Refused("payment-differs", RefusalKind.Conflict);

    [Fact] public void The_same_payment_with_another_amount_is_refused() =>
        Given(Authorised)
            .When(Told(Authorise with { Amount = new(4131) })).Refused("payment-differs", RefusalKind.Conflict);

    [Fact] public void Another_amount_at_the_gateway_is_refused() =>
        Given().When(Told(Authorise, new GatewayAnswer.Approved(new(1), Code, Risk))).Refused("payment-differs");

    [Fact] public void Barred_while_the_gateway_was_asked_it_came_too_late() =>
        Given(Barred).When(payment => PaymentDecider.Decide(Id, payment, Authorise, Approval)).Then(TooLate);

    [Fact] public void An_answer_that_makes_no_sense_is_a_refusal_for_a_person_to_see() =>
        Given().When(Told(Authorise, IsCaptured)).Refused("gateway-contradicts", RefusalKind.Conflict);
}
