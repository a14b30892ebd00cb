using PosSaga.Payments;

namespace PosSaga.Tests.Payments;

/// <summary>Price 0.00: the order was refused after its stock was reserved.</summary>
public sealed class Bug_an_order_of_nothing_failed_at_its_payment : PaymentSpec
{
    private static readonly AuthorisePayment Free = Authorise with { Amount = Money.Zero };

    private static readonly PaymentEvent Held = new PaymentEvent.Authorised(
        OrderId, Money.Zero, PaymentMethod.CreditCard, PaymentDecider.NothingToPay, 0);

    private static readonly PaymentEvent Taken = new PaymentEvent.Captured(Money.Zero);

    [Fact] public void The_gateway_never_hears_of_it()
    {
        IPaymentCommand[] commands =
            [Free, Inquire with { Amount = Money.Zero }, Void with { Amount = Money.Zero }, Capture, Settle()];
        Assert.All(commands[..3], asked => Assert.Equal(
            GatewayQuestion.Nothing, PaymentDecider.Question(Payment.Initial, asked)));
        Assert.All(commands, asked => Assert.Equal(
            GatewayQuestion.Nothing, PaymentDecider.Question(Given(Held).State, asked)));
        Assert.Equal(
            GatewayQuestion.Nothing, PaymentDecider.Question(Given(Held, Taken, Reserved(0)).State, Settle()));
    }

    [Fact] public void It_is_authorised_once() => Given().When(Told(Free)).Then(Held).AndTheSameTwice();

    [Fact] public void It_is_captured() => Given(Held).When(Told(Capture)).Then(Taken).AndTheSameTwice();

    [Fact] public void It_is_voided() => Given(Held).When(Told(Void)).Then(Voided).AndTheSameTwice();

    [Fact] public void Voided_before_it_came_it_is_refused() =>
        Given().When(Told(Void with { Amount = Money.Zero })).Then(Barred).AndTheSameTwice();

    [Fact] public void A_refund_of_nothing_is_paid_without_the_gateway() =>
        Given(Held, Taken, Reserved(0)).When(Told(Settle())).Then(Refunded(0)).AndTheSameTwice();
}
