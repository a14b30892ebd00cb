using PosSaga.EventSourcing;
using PosSaga.Payments;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Payments;

/// <summary>One payment of 41.30 for order o-1, and the words of its rules.</summary>
public abstract class PaymentSpec : Spec<Payment, PaymentEvent>
{
    protected const string Id = "p-1";
    protected const string OrderId = "o-1";
    protected const string Code = "A123456";
    protected const int Risk = 7;
    protected const string GivenUp = "the order was given up";

    protected static Money Price { get; } = new(4130);

    protected static Origin Origin { get; } = new("demo", "demo-store", OrderId);

    protected static AuthorisePayment Authorise { get; } =
        new(Origin, OrderId, Price, PaymentMethod.CreditCard, "tok_ok");

    protected static InquirePayment Inquire { get; } = new(Origin, OrderId, Price, PaymentMethod.CreditCard);

    protected static VoidPayment Void { get; } = new(Origin, OrderId, GivenUp);

    protected static CapturePayment Capture { get; } = new(Origin);

    protected static LateAuthorisation LateAnswer { get; } =
        new(Origin, Authorise, new PaymentResult(PaymentOutcome.Authorised, Code, "00", Risk));

    protected static PaymentEvent Authorised { get; } =
        new PaymentEvent.Authorised(OrderId, Price, PaymentMethod.CreditCard, Code, Risk);

    protected static PaymentEvent Declined { get; } = new PaymentEvent.Declined(
        OrderId, Price, PaymentMethod.CreditCard, DeclineReason.CardDeclined, "05");

    protected static PaymentEvent Captured { get; } = new PaymentEvent.Captured(Price);

    protected static PaymentEvent Voided { get; } = new PaymentEvent.Voided(GivenUp);

    protected static PaymentEvent Barred { get; } = new PaymentEvent.Barred(OrderId, GivenUp);

    protected static PaymentEvent TooLate { get; } = new PaymentEvent.AuthorisedTooLate(Price, Code);

    protected static PaymentEvent LateVoided { get; } = new PaymentEvent.LateAuthorisationVoided(Code);

    protected static ReserveRefund Reserve(long? atMost, string id = "r-1") =>
        new(Origin, id, atMost is { } amount ? new Money(amount) : null);

    protected static SettleRefund Settle(string id = "r-1") => new(Origin, id);

    protected static ReleaseRefund Release(string id = "r-1") => new(Origin, id, NotTakenBack);

    protected const string NotTakenBack = "restock-refused";

    protected static PaymentEvent Reserved(long amount, string id = "r-1") =>
        new PaymentEvent.RefundReserved(id, new(amount));

    protected static PaymentEvent Refunded(long amount, string id = "r-1") =>
        new PaymentEvent.Refunded(id, new(amount));

    protected static PaymentEvent Released(long amount, string id = "r-1") =>
        new PaymentEvent.RefundReleased(id, new(amount), NotTakenBack);

    protected static PaymentEvent Failed(long amount, string id = "r-1") =>
        new PaymentEvent.RefundFailed(id, new(amount), "no");

    protected static GatewayAnswer IsRefunded(long amount) => new GatewayAnswer.Refunded(new(amount));

    protected static GatewayAnswer RefusesToPay { get; } = new GatewayAnswer.Refused("no");

    protected static GatewayAnswer Approval { get; } = new GatewayAnswer.Approved(Price, Code, Risk);

    protected static GatewayAnswer Decline { get; } = new GatewayAnswer.Declined(DeclineReason.CardDeclined, "05");

    protected static GatewayAnswer IsBarred { get; } = new GatewayAnswer.CancelledBeforeArrival();

    protected static GatewayAnswer IsVoided { get; } = new GatewayAnswer.Voided();

    protected static GatewayAnswer IsCaptured { get; } = new GatewayAnswer.Captured(Price);

    /// <summary>The decision on a command, with what the gateway says where it is asked.</summary>
    protected static Func<Payment, Decision<PaymentEvent>> Told(
        IPaymentCommand command, GatewayAnswer? gateway = null) =>
        payment => PaymentDecider.Decide(
            Id, payment, command,
            PaymentDecider.Question(payment, command) == GatewayQuestion.Nothing ? null : gateway);
}
