using PosSaga.Payments;

namespace PosSaga.Sagas;

/// <summary>The order's payment, under the saga's id.</summary>
internal static class AskPayment
{
    public static Task<StepResult> Authorise(SagaCall call) =>
        Payment(call).Authorise(call.Saga.Request!.Token);

    public static Task<StepResult> Inquire(SagaCall call) => Payment(call).Inquire();

    public static Task<StepResult> VoidPayment(SagaCall call) =>
        Payment(call).Void(call.Saga.Failure?.Reason ?? "order-given-up");

    public static Task<StepResult> CapturePayment(SagaCall call) => Payment(call).Capture();

    private static SagaPayment Payment(SagaCall call) => new(
        call.Grains, call.Tenant, call.Origin, call.Id, call.Id, call.Saga.Cart?.Total, call.Saga.Request!.Method);
}
