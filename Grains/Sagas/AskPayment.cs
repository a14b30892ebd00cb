using PosSaga.Payments;

namespace PosSaga.Sagas;

internal static class AskPayment
{
    public static async Task<StepResult> Authorise(SagaCall call)
    {
        var request = call.Saga.Request!;
        return Outcome(await Payment(call).Authorise(
            new AuthorisePayment(call.Origin, call.Id, call.Saga.Cart!.Total, request.Method, request.Token)));
    }

    public static async Task<StepResult> Inquire(SagaCall call) => Outcome(await Payment(call).Inquire(
        new InquirePayment(call.Origin, call.Id, call.Saga.Cart!.Total, call.Saga.Request!.Method)));

    public static async Task<StepResult> VoidPayment(SagaCall call)
    {
        var answer = await Payment(call).Void(
            new VoidPayment(call.Origin, call.Id, call.Saga.Failure?.Reason ?? "order-given-up", call.Saga.Cart?.Total));
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

    public static async Task<StepResult> CapturePayment(SagaCall call)
    {
        var answer = await Payment(call).Capture(new CapturePayment(call.Origin));
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

    private static IPaymentGrain Payment(SagaCall call) =>
        call.Grains.GetGrain<IPaymentGrain>(GrainKeys.Of(call.Tenant, call.Id));
}
