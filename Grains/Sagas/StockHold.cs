using PosSaga.Inventory;

namespace PosSaga.Sagas;

/// <summary>The goods of one saga in one store. One reservation per SKU, under one id: lines of one SKU are added up
/// first, or the second would be taken for a repetition of the first.</summary>
internal sealed record StockHold(
    IGrainFactory Grains, string Tenant, Origin Origin, string ReservationId, string StoreId,
    IReadOnlyList<(string Sku, int Quantity)> Lines)
{
    public Task<StepResult> Reserve(DateTimeOffset now) => OfEach(async (stock, quantity) =>
        StepResult.Of(await stock.Reserve(new ReserveStock(Origin, ReservationId, quantity, now))));

    /// <summary>All lines, also those that were refused or gave no answer: releasing what was never held succeeds, and
    /// bars it.</summary>
    public Task<StepResult> Release() => OfEach(async (stock, _) =>
        StepResult.Of(await stock.Release(new ReleaseStock(Origin, ReservationId))));

    public Task<StepResult> Commit() => OfEach(async (stock, _) =>
        StepResult.Of(await stock.Commit(new CommitStock(Origin, ReservationId))));

    /// <summary>What was sold comes back whole, once.</summary>
    public Task<StepResult> Restock(string refundId) => OfEach(async (stock, quantity) =>
        StepResult.Of(await stock.Restock(new RestockGoods(Origin, refundId, quantity, 0))));

    private async Task<StepResult> OfEach(Func<IStockGrain, int, Task<StepResult>> ask)
    {
        if (Lines.Count == 1)
            return await ask(Stock(Lines[0].Sku), Lines[0].Quantity);

        var totals = Totals();
        var asked = new List<Task<StepResult>>(totals.Count);
        foreach (var (sku, quantity) in totals)
            asked.Add(StepResults.Answered(ask(Stock(sku), quantity)));
        return StepResults.Combine(await Task.WhenAll(asked));
    }

    // Ordered as in the sale: a simulation must see the same calls in the same order.
    private List<(string Sku, int Quantity)> Totals()
    {
        var totals = new List<(string Sku, int Quantity)>(Lines.Count);
        foreach (var line in Lines)
        {
            var known = totals.FindIndex(total => total.Sku == line.Sku);
            if (known < 0)
                totals.Add(line);
            else
                totals[known] = (line.Sku, checked(totals[known].Quantity + line.Quantity));
        }

        return totals;
    }

    private IStockGrain Stock(string sku) => Grains.GetGrain<IStockGrain>(GrainKeys.OfStock(Tenant, StoreId, sku));
}
