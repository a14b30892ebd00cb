using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.Payments;

public abstract record PaymentEvent
{
    [StoredAs("payment.authorised/1")]
    public sealed record Authorised(
        string OrderId, Money Amount, PaymentMethod Method, string AuthorizationCode, int RiskScore) : PaymentEvent;

    /// <param name="ResponseCode">05 and the like.</param>
    [StoredAs("payment.declined/1")]
    public sealed record Declined(
        string OrderId, Money Amount, PaymentMethod Method, DeclineReason Reason, string ResponseCode) : PaymentEvent;

    [StoredAs("payment.captured/1")] public sealed record Captured(Money Amount) : PaymentEvent;

    /// <param name="OrderId">Null where the payment was known before.</param>
    [StoredAs("payment.voided/1")] public sealed record Voided(string Reason, string? OrderId = null) : PaymentEvent;

    /// <summary>Undo of an authorisation that never arrived: the late original is refused.</summary>
    [StoredAs("payment.barred/1")] public sealed record Barred(string OrderId, string Reason) : PaymentEvent;

    /// <summary>The authorisation arrived after the order was given up; it is voided at once.</summary>
    [StoredAs("payment.authorised-too-late/1")]
    public sealed record AuthorisedTooLate(Money Amount, string AuthorizationCode) : PaymentEvent;

    [StoredAs("payment.late-authorisation-voided/1")]
    public sealed record LateAuthorisationVoided(string AuthorizationCode) : PaymentEvent;

    /// <summary>Set aside for a refund: no other refund can have it.</summary>
    /// <param name="Breakdown">What the running totals of later refunds are made of; null in events of before there
    /// were any, and for a bare amount.</param>
    /// <param name="Attempt">As in <see cref="RefundOrder.Attempt"/>, here and below.</param>
    [StoredAs("payment.refund-reserved/1")]
    public sealed record RefundReserved(
        string RefundId, Money Amount, RefundBreakdown? Breakdown = null, int? Attempt = null) : PaymentEvent;

    /// <summary>The gateway paid it back; of 0 there was nothing to be paid.</summary>
    [StoredAs("payment.refunded/1")]
    public sealed record Refunded(string RefundId, Money Amount, int? Attempt = null) : PaymentEvent;

    /// <param name="Amount">Zero where nothing was set aside: a late reservation is refused from here on.</param>
    [StoredAs("payment.refund-released/1")]
    public sealed record RefundReleased(
        string RefundId, Money Amount, string Reason, int? Attempt = null) : PaymentEvent;

    /// <summary>The gateway refused to pay it back, for good; the amount is free again.</summary>
    [StoredAs("payment.refund-failed/1")]
    public sealed record RefundFailed(
        string RefundId, Money Amount, string Reason, int? Attempt = null) : PaymentEvent;

    /// <summary>The gateway paid an attempt that had been given up, or refused before. The refund is paid by it: what a
    /// later attempt has set aside is free again.</summary>
    [StoredAs("payment.refunded-too-late/1")]
    public sealed record RefundedTooLate(string RefundId, Money Amount, int? Attempt = null) : PaymentEvent;

    /// <summary>A person says that it is paid; the gateway is not asked any more.</summary>
    [StoredAs("payment.refund-settled-by-hand/1")]
    public sealed record RefundSettledByHand(string RefundId, Money Amount, int? Attempt = null) : PaymentEvent;

    private PaymentEvent() { }
}
