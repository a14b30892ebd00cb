namespace PosSaga.Sagas;

/// <summary>The goods of the cart, their reservations under the saga's id.</summary>
internal static class AskStock
{
    public static Task<StepResult> ReserveStock(SagaCall call) => Goods(call) is { } goods
        ? goods.Reserve(call.Now)
        : Nothing;

    public static async Task<StepResult> ReleaseStock(SagaCall call)
    {
        if (Goods(call) is { } goods)
            return await goods.Release();

        // Stock is asked while the priced cart is still on its way to the journal, and that append may have been lost.
        // The cart knows what it was frozen with; it is thawed only after this step.
        return await AskCart.FreezeCart(call) switch
        {
            StepResult.CartFrozen frozen =>
                await ReleaseStock(call with { Saga = call.Saga with { Cart = frozen.Cart } }),
            StepResult.Refused { Refusal.Kind: not RefusalKind.Unavailable } => StepResult.Ok,
            var unanswered => unanswered,
        };
    }

    public static Task<StepResult> CommitStock(SagaCall call) => Goods(call) is { } goods ? goods.Commit() : Nothing;

    private static Task<StepResult> Nothing => Task.FromResult(StepResult.Ok);

    private static StockHold? Goods(SagaCall call) => call.Saga.Cart is { } cart
        ? new StockHold(
            call.Grains, call.Tenant, call.Origin, call.Id, cart.StoreId,
            [.. cart.Lines.Select(line => (line.Sku, line.Quantity))])
        : null;
}
