using PosSaga.Refunds;

namespace PosSaga.Payments;

/// <summary>One payment of one order; alone talks to the gateway. Key <c>{tenant}/{payment id}</c>, payment id = saga
/// id.</summary>
[Alias("possaga.payment")]
public interface IPaymentGrain : IGrainWithStringKey
{
    /// <summary>Null when nothing is known of it. Answers also while the gateway is being waited for.</summary>
    [AlwaysInterleave, Alias("Get")] Task<PaymentView?> Get();

    /// <summary>Authorises once. <see cref="PaymentOutcome.Unknown"/> is not a refusal: inquire, then void.</summary>
    [Alias("Authorise")] Task<CommandResult<PaymentResult>> Authorise(AuthorisePayment command);

    /// <summary>Asks the gateway what became of the authorisation, with the same id.</summary>
    [Alias("Inquire")] Task<CommandResult<PaymentResult>> Inquire(InquirePayment command);

    /// <summary>Gives the hold back. Of a payment never authorised: succeeds, and bars the late original at the gateway
    /// too.</summary>
    [Alias("Void")] Task<CommandResult<PaymentResult>> Void(VoidPayment command);

    [Alias("Capture")] Task<CommandResult<PaymentResult>> Capture(CapturePayment command);

    /// <summary>The gateway answered an authorisation after its time limit.</summary>
    [Alias("AuthorisationArrived")] Task<CommandResult<PaymentResult>> AuthorisationArrived(LateAuthorisation command);

    /// <summary>What <see cref="ReserveRefund"/> would set aside now, by the same function.</summary>
    [AlwaysInterleave, Alias("PreviewRefund")] Task<RefundAmounts> PreviewRefund(RefundOrder refund);

    /// <summary>Sets an amount aside for one refund, once: at most what is refundable. Asked again, the same
    /// amount.</summary>
    [Alias("ReserveRefund")] Task<CommandResult<RefundResult>> ReserveRefund(ReserveRefund command);

    /// <summary>Pays what was set aside, once. <see cref="RefundOutcome.Unknown"/> is not a refusal: ask again.
    /// <see cref="RefundOutcome.Failed"/> is the gateway's last word, and frees the amount.</summary>
    [Alias("SettleRefund")] Task<CommandResult<RefundResult>> SettleRefund(SettleRefund command);

    /// <summary>Frees what was set aside. Of a refund never reserved: succeeds, and refuses the late
    /// original.</summary>
    [Alias("ReleaseRefund")] Task<CommandResult<RefundResult>> ReleaseRefund(ReleaseRefund command);
}

public enum PaymentMethod { Cash, CreditCard, DebitCard, MobilePayment }

public enum PaymentStatus { None, Authorised, Captured, Declined, Voided, Refunded, Expired }

public enum PaymentOutcome { Authorised, Declined, Unknown, NotFound, Voided, Captured }

public enum DeclineReason { InsufficientFunds, CardDeclined, CardExpired, InvalidCvv, BlockedCard, DailyLimitExceeded }

/// <param name="Detail">Decline reason, or the error that left the outcome unknown.</param>
[GenerateSerializer, Immutable, Alias("possaga.payment.result")]
public sealed record PaymentResult(
    PaymentOutcome Outcome, string? AuthorizationCode = null,
    string? ResponseCode = null, int RiskScore = 0, string? Detail = null);

public enum RefundOutcome { Unknown, Reserved, Refunded, Released, Failed }

/// <summary>How one refund of a payment stands.</summary>
/// <param name="Amount">Set aside, paid, or freed again.</param>
/// <param name="Detail">Why it was released or failed, or the error that left the outcome unknown.</param>
/// <param name="Breakdown">Of what was reserved for a refund of goods.</param>
/// <param name="Attempt">As in <see cref="RefundOrder.Attempt"/>.</param>
/// <param name="LateAttempts">Those that the gateway paid after they had been given up.</param>
[GenerateSerializer, Immutable, Alias("possaga.payment.refund-result")]
public sealed record RefundResult(
    RefundOutcome Outcome, Money Amount, string? Detail = null, RefundBreakdown? Breakdown = null,
    int? Attempt = null, IReadOnlyList<int>? LateAttempts = null);

[GenerateSerializer, Immutable, Alias("possaga.payment.view")]
public sealed record PaymentView(
    string Id, string OrderId, PaymentStatus Status,
    Money Authorised, Money Captured, Money Refunded,
    Money ReservedForRefund, string? AuthorizationCode, long Version)
{
    public Money Refundable => Money.AtLeastZero(Captured - Refunded - ReservedForRefund);
}
