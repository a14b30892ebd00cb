namespace PosSaga.Payments;

/// <summary>Every no that a payment can answer.</summary>
public static class PaymentRefusals
{
    public static Refusal AmountInvalid(Money amount) => new(
        "payment-amount-invalid", RefusalKind.Validation, $"An amount to pay is not below zero; {amount} is not.");

    public static Refusal Differs(string paymentId) => new(
        "payment-differs", RefusalKind.Conflict, $"The payment {paymentId} exists for another order or amount.");

    public static Refusal Barred { get; } = new(
        "payment-barred", RefusalKind.InvalidState, "The payment was voided; it cannot be authorised any more.");

    public static Refusal AlreadyCaptured { get; } = new(
        "payment-captured", RefusalKind.InvalidState, "The payment was captured; it can only be refunded.");

    public static Refusal NotFound { get; } = new(
        "payment-not-found", RefusalKind.NotFound, "There is no such payment.");

    public static Refusal NotCapturedYet { get; } = new(
        "payment-not-captured", RefusalKind.Unavailable, "The payment is not captured yet; ask again.");

    public static Refusal NothingRefundable { get; } = new(
        "nothing-refundable", RefusalKind.Conflict, "All that was captured is refunded, or set aside for refunds.");

    public static Refusal RefundIsOver { get; } = new(
        "refund-over", RefusalKind.InvalidState,
        "This refund was released, or refused by the gateway; it is not made again.");

    /// <summary>Not a no, only not yet.</summary>
    public static Refusal AttemptUnderWay { get; } = new(
        "refund-attempt-under-way", RefusalKind.Unavailable,
        "An earlier attempt at the refund is under way; ask again.");

    public static Refusal RefundNotReserved { get; } = new(
        "refund-not-reserved", RefusalKind.InvalidState, "Nothing was set aside for this refund.");

    public static Refusal AlreadyRefunded { get; } = new(
        "already-refunded", RefusalKind.InvalidState, "This refund was paid.");

    public static Refusal NotAllowedWhile(PaymentStatus status) => new(
        "payment-invalid-state", RefusalKind.InvalidState, $"A payment that is {status} does not allow this.");

    /// <summary>The gateway's books and ours disagree: for a person to look at, never to be guessed.</summary>
    public static Refusal GatewayContradicts(PaymentStatus status, GatewayAnswer? heard) => new(
        "gateway-contradicts", RefusalKind.Conflict,
        $"The payment is {status} here, but the gateway answers {heard?.GetType().Name ?? "nothing"}.");
}
