using PosSaga.Refunds;

namespace PosSaga.Payments;

/// <summary>What a payment can be told; each says who sends it.</summary>
public interface IPaymentCommand
{
    Origin Origin { get; }
}

/// <param name="Token">Stands for the card at the gateway; a card number never comes here.</param>
[GenerateSerializer, Immutable, Alias("possaga.payment.authorise")]
public sealed record AuthorisePayment(
    Origin Origin, string OrderId, Money Amount,
    PaymentMethod Method, string Token) : IPaymentCommand;

[GenerateSerializer, Immutable, Alias("possaga.payment.inquire")]
public sealed record InquirePayment(
    Origin Origin, string OrderId, Money Amount, PaymentMethod Method) : IPaymentCommand;

/// <param name="Amount">The order's total; the gateway is not asked about one of 0. Null: not known.</param>
[GenerateSerializer, Immutable, Alias("possaga.payment.void")]
public sealed record VoidPayment(
    Origin Origin, string OrderId, string Reason, Money? Amount = null) : IPaymentCommand;

[GenerateSerializer, Immutable, Alias("possaga.payment.capture")]
public sealed record CapturePayment(Origin Origin) : IPaymentCommand;

[GenerateSerializer, Immutable, Alias("possaga.payment.late-authorisation")]
public sealed record LateAuthorisation(
    Origin Origin, AuthorisePayment Original, PaymentResult Result) : IPaymentCommand;

/// <param name="AtMost">Where <paramref name="Order"/> says nothing: less is set aside where less is left. Null: all
/// that is left.</param>
/// <param name="Order">What is given back: the payment, which knows of all that was given back before, makes the
/// amounts of it.</param>
[GenerateSerializer, Immutable, Alias("possaga.payment.reserve-refund")]
public sealed record ReserveRefund(
    Origin Origin, string RefundId, Money? AtMost, RefundOrder? Order = null) : IPaymentCommand;

/// <param name="Attempt">As in <see cref="RefundOrder.Attempt"/>.</param>
/// <param name="ByHand">A person says that it is paid: the gateway is not asked.</param>
[GenerateSerializer, Immutable, Alias("possaga.payment.settle-refund")]
public sealed record SettleRefund(
    Origin Origin, string RefundId, int? Attempt = null, bool ByHand = false) : IPaymentCommand;

/// <param name="Attempt">As in <see cref="RefundOrder.Attempt"/>.</param>
[GenerateSerializer, Immutable, Alias("possaga.payment.release-refund")]
public sealed record ReleaseRefund(
    Origin Origin, string RefundId, string Reason, int? Attempt = null) : IPaymentCommand;
