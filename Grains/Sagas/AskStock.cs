using PosSaga.Carts;
using PosSaga.Inventory;

namespace PosSaga.Sagas;

/// <summary>One reservation per SKU, its id the saga's: lines of one SKU are added up first, or the second would be
/// taken for a repetition of the first.</summary>
internal static class AskStock
{
    public static Task<StepResult> ReserveStock(SagaCall call) => OfEach(call, Reserve);

    /// <summary>All lines, also those that were refused or gave no answer: releasing what was never held succeeds, and
    /// bars it.</summary>
    public static async Task<StepResult> ReleaseStock(SagaCall call)
    {
        if (call.Saga.Cart is not null)
            return await OfEach(call, Release);

        // Stock is asked while the priced cart is still on its way to the journal, and that append may have been lost.
        // The cart knows what it was frozen with; it is thawed only after this step.
        return await AskCart.FreezeCart(call) switch
        {
            StepResult.CartFrozen frozen =>
                await OfEach(call with { Saga = call.Saga with { Cart = frozen.Cart } }, Release),
            StepResult.Refused { Refusal.Kind: not RefusalKind.Unavailable } => StepResult.Ok,
            var unanswered => unanswered,
        };
    }

    public static Task<StepResult> CommitStock(SagaCall call) => OfEach(call, Commit);

    private static async Task<StepResult> Reserve(IStockGrain stock, SagaCall call, int quantity) =>
        StepResult.Of(await stock.Reserve(new ReserveStock(call.Origin, call.Id, quantity, call.Now)));

    private static async Task<StepResult> Release(IStockGrain stock, SagaCall call, int quantity) =>
        StepResult.Of(await stock.Release(new ReleaseStock(call.Origin, call.Id)));

    private static async Task<StepResult> Commit(IStockGrain stock, SagaCall call, int quantity) =>
        StepResult.Of(await stock.Commit(new CommitStock(call.Origin, call.Id)));

    private static async Task<StepResult> OfEach(SagaCall call, Func<IStockGrain, SagaCall, int, Task<StepResult>> ask)
    {
        if (call.Saga.Cart is not { } cart)
            return StepResult.Ok;

        if (cart.Lines.Count == 1)
            return await ask(Stock(call, cart, cart.Lines[0].Sku), call, cart.Lines[0].Quantity);

        var totals = Totals(cart.Lines);
        var asked = new List<Task<StepResult>>(totals.Count);
        foreach (var (sku, quantity) in totals)
            asked.Add(StepResults.Answered(ask(Stock(call, cart, sku), call, quantity)));
        return StepResults.Combine(await Task.WhenAll(asked));
    }

    // Ordered as in the cart: a simulation must see the same calls in the same order.
    private static List<(string Sku, int Quantity)> Totals(IReadOnlyList<PricedLine> lines)
    {
        var totals = new List<(string Sku, int Quantity)>(lines.Count);
        foreach (var line in lines)
        {
            var known = totals.FindIndex(total => total.Sku == line.Sku);
            if (known < 0)
                totals.Add((line.Sku, line.Quantity));
            else
                totals[known] = (line.Sku, checked(totals[known].Quantity + line.Quantity));
        }

        return totals;
    }

    private static IStockGrain Stock(SagaCall call, PricedCart cart, string sku) =>
        call.Grains.GetGrain<IStockGrain>(GrainKeys.OfStock(call.Tenant, cart.StoreId, sku));
}
