using PosSaga.Carts;

namespace PosSaga.Sagas;

internal static class AskCart
{
    public static async Task<StepResult> FreezeCart(SagaCall call)
    {
        var request = call.Saga.Request!;
        var answer = await Cart(call).Freeze(
            new FreezeCart(call.Origin, call.Id, request.CustomerId, request.ShipToProvince, request.ExpectedTotal));
        return answer switch
        {
            { Refusal: { } no } => StepResult.Refuse(no),
            { Value: { Lines.Count: > 0 } cart } => new StepResult.CartFrozen(cart),
            _ => new StepResult.UnexpectedResponse("cart-frozen-without-lines"),
        };
    }

    public static async Task<StepResult> ThawCart(SagaCall call) =>
        StepResult.Of(await Cart(call).Thaw(new ThawCart(call.Origin, call.Id)));

    public static async Task<StepResult> CloseCart(SagaCall call) =>
        StepResult.Of(await Cart(call).Close(new CloseCart(call.Origin, call.Id)));

    private static ICartGrain Cart(SagaCall call) =>
        call.Grains.GetGrain<ICartGrain>(GrainKeys.Of(call.Tenant, call.Saga.Request!.CartId));
}
