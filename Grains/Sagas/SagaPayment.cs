using PosSaga.Payments;

namespace PosSaga.Sagas;

/// <summary>One payment of a saga.</summary>
/// <param name="OwnerId">The order or sale that it pays.</param>
/// <param name="Amount">Null where it is not known: then it is only voided.</param>
internal sealed record SagaPayment(
    IGrainFactory Grains, string Tenant, Origin Origin, string PaymentId, string OwnerId, Money? Amount,
    PaymentMethod Method)
{
    public async Task<StepResult> Authorise(string token) => Outcome(await Payment.Authorise(
        new AuthorisePayment(Origin, OwnerId, Amount!.Value, Method, token)));

    public async Task<StepResult> Inquire() => Outcome(await Payment.Inquire(
        new InquirePayment(Origin, OwnerId, Amount!.Value, Method)));

    public async Task<StepResult> Void(string reason)
    {
        var answer = await Payment.Void(new VoidPayment(Origin, OwnerId, reason, Amount));
        return answer switch
        {
            { Refusal: { } no } => StepResult.Refuse(no),
            // Nothing is held in any of these; all three were undone as far as the customer's money goes.
            { Value.Outcome: PaymentOutcome.Voided or PaymentOutcome.NotFound or PaymentOutcome.Declined } =>
                StepResult.Ok,
            { Value: { Outcome: PaymentOutcome.Unknown } result } =>
                new StepResult.Unknown(result.Detail ?? "no-answer"),
            { Value: { } result } =>
                new StepResult.UnexpectedResponse($"payment-{Kebab(result.Outcome.ToString())}-instead-of-voided"),
            _ => new StepResult.UnexpectedResponse("payment-void-without-result"),
        };
    }

    public async Task<StepResult> Capture()
    {
        var answer = await Payment.Capture(new CapturePayment(Origin));
        return answer switch
        {
            { Refusal: { } no } => StepResult.Refuse(no),
            { Value.Outcome: PaymentOutcome.Captured } => StepResult.Ok,
            { Value: { Outcome: PaymentOutcome.Unknown } result } =>
                new StepResult.Unknown(result.Detail ?? "no-answer"),
            { Value: { } result } =>
                new StepResult.UnexpectedResponse($"payment-{Kebab(result.Outcome.ToString())}-instead-of-captured"),
            _ => new StepResult.UnexpectedResponse("payment-capture-without-result"),
        };
    }

    /// <summary>All that was taken, once.</summary>
    public async Task<StepResult> Refund(string refundId)
    {
        var reserved = await Payment.ReserveRefund(new ReserveRefund(Origin, refundId, AtMost: null));
        if (reserved.Refusal is { } refused)
            return StepResult.Refuse(refused);
        return await Payment.SettleRefund(new SettleRefund(Origin, refundId)) switch
        {
            { Refusal: { } no } => StepResult.Refuse(no),
            { Value.Outcome: RefundOutcome.Refunded } => StepResult.Ok,
            { Value: { Outcome: RefundOutcome.Unknown } result } =>
                new StepResult.Unknown(result.Detail ?? "no-answer"),
            { Value: { } result } =>
                new StepResult.UnexpectedResponse($"refund-{Kebab(result.Outcome.ToString())}-instead-of-refunded"),
            _ => new StepResult.UnexpectedResponse("refund-without-result"),
        };
    }

    private static StepResult Outcome(CommandResult<PaymentResult> answer) => answer switch
    {
        { Refusal: { } no } => StepResult.Refuse(no),
        { Value: { Outcome: PaymentOutcome.Authorised, AuthorizationCode: { } code } r } =>
            new StepResult.Authorised(code, r.RiskScore),
        { Value: { Outcome: PaymentOutcome.Declined } r } => StepResult.Refuse(Declined(r.Detail)),
        { Value: { Outcome: PaymentOutcome.Unknown } r } => new StepResult.Unknown(r.Detail ?? "no-answer"),
        { Value.Outcome: PaymentOutcome.NotFound } => StepResult.Nothing,
        { Value: { } r } => new StepResult.UnexpectedResponse($"payment-{Kebab(r.Outcome.ToString())}-instead-of-authorised"),
        _ => new StepResult.UnexpectedResponse("payment-without-result"),
    };

    private static Refusal Declined(string? detail) => new(
        detail is null ? "card-declined" : Kebab(detail), RefusalKind.PaymentDeclined, "The payment was declined.");

    /// <summary>InsufficientFunds → insufficient-funds: codes are spelled one way, whoever wrote them.</summary>
    private static string Kebab(string name)
    {
        var code = new System.Text.StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && code.Length > 0 && code[^1] != '-')
                code.Append('-');
            code.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');
        }

        return code.ToString();
    }

    private IPaymentGrain Payment => Grains.GetGrain<IPaymentGrain>(GrainKeys.Of(Tenant, PaymentId));
}
