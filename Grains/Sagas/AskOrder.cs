using PosSaga.Orders;

namespace PosSaga.Sagas;

internal static class AskOrder
{
    public static async Task<StepResult> ConfirmOrder(SagaCall call)
    {
        var saga = call.Saga;
        return StepResult.Of(await Order(call).Confirm(
            new ConfirmOrder(call.Origin, saga.Request!.CartId, saga.Cart!, call.Id, call.Id, saga.RiskScore)));
    }

    public static async Task<StepResult> WithdrawOrder(SagaCall call) => StepResult.Of(await Order(call).Withdraw(
        new WithdrawOrder(call.Origin, call.Saga.Failure?.Reason ?? "order-given-up")));

    private static IOrderGrain Order(SagaCall call) =>
        call.Grains.GetGrain<IOrderGrain>(GrainKeys.Of(call.Tenant, call.Id));
}
