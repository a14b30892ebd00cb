using PosSaga.Catalogue;
using PosSaga.Inventory;
using PosSaga.ReadModels;
using PosSaga.Stores;

namespace PosSaga.Api;

/// <summary>Stock per store and SKU. A product that a store never had stands at zero; an unknown store or SKU is
/// 404.</summary>
internal static class Stock
{
    public static void MapStock(this IEndpointRouteBuilder stores)
    {
        stores.MapGet("/{id:id}/stock", List).WithName("listStock").WithSummary("Stock of a store, by SKU")
            .PageExample(StockBody.Example).PositionCondition()
            .FlagParameter("belowThreshold", "Only what has to be ordered again").ProducesProblems(404);
        stores.MapGet("/{id:id}/stock/{sku:id}", Get).WithName("getStock").WithSummary("Stock of one product, always current")
            .ResponseExample(StockBody.Example).VersionHeaders().ProducesProblems(404);
        stores.MapPost("/{id:id}/stock/{sku:id}/receive", Receive).WithName("receiveStock").WithSummary("Goods have come in")
            .RequestExample(new ReceiveBody(24, "PO-1044")).ResponseExample(StockBody.Example)
            .IfMatchHeader().IdempotencyKeyHeader().ProducesProblems(404, 422);
        stores.MapPost("/{id:id}/stock/{sku:id}/adjust", Adjust).WithName("adjustStock")
            .WithSummary("Corrects the stock, up or down")
            .RequestExample(new AdjustBody(-1, "broken in the shop"))
            .ResponseExample(StockBody.Example)
            .IfMatchHeader().IdempotencyKeyHeader().ProducesProblems(404, 409, 422);
    }

    private static async Task<IResult> List(
        string id, ListQueryReader query, Caller caller, IGrainFactory grains, StockQueries stock, HttpContext http)
    {
        var belowThreshold = query.Flag("belowThreshold");
        var (after, limit) = query.Page();
        if (await caller.Grain<IStoreGrain>(grains, id).Get() is null)
            return WireResult.NotFound;
        await JournalPosition.WaitFor(http, Models.Stock);
        return WireResult.Page(
            await stock.List(caller.Tenant, id, belowThreshold, after, limit, http.RequestAborted), StockBody.Of);
    }

    private static async Task<IResult> Get(string id, string sku, Caller caller, IGrainFactory grains)
    {
        if (await KnownProduct(id, sku, caller, grains) is not { } product)
            return WireResult.NotFound;
        return WireResult.Found(
            await Grain(id, sku, caller, grains).Get(), view => StockBody.Of(id, view, product), view => view.Version);
    }

    private static async Task<IResult> Receive(
        string id, string sku, Body<ReceiveBody> body, IfMatch seen, Idempotency key, Caller caller,
        IGrainFactory grains)
    {
        if (await KnownProduct(id, sku, caller, grains) is not { } product)
            return WireResult.NotFound;
        var command = new ReceiveStock(
            caller.Origin($"{id}.{sku}"), body.Value.Quantity, body.Value.Reference, key.CommandKey, body.Fingerprint,
            seen.Condition);
        return Result(await Grain(id, sku, caller, grains).Receive(command), id, product);
    }

    private static async Task<IResult> Adjust(
        string id, string sku, Body<AdjustBody> body, IfMatch seen, Idempotency key, Caller caller,
        IGrainFactory grains)
    {
        if (await KnownProduct(id, sku, caller, grains) is not { } product)
            return WireResult.NotFound;
        var command = new AdjustStock(
            caller.Origin($"{id}.{sku}"), body.Value.Delta, body.Value.Reason, key.CommandKey, body.Fingerprint,
            seen.Condition);
        return Result(await Grain(id, sku, caller, grains).Adjust(command), id, product);
    }

    private static IResult Result(CommandResult<StockView> answer, string id, ProductView product) =>
        WireResult.From(answer, view => StockBody.Of(id, view, product), view => view.Version, keyed: true);

    // A stock of something that nobody sells, or of a store that is not there, must not come into being by being asked
    // for.
    private static async Task<ProductView?> KnownProduct(
        string storeId, string sku, Caller caller, IGrainFactory grains)
    {
        var store = caller.Grain<IStoreGrain>(grains, storeId).Get();
        var product = caller.Grain<IProductGrain>(grains, sku).Get();
        return await store is null ? null : await product;
    }

    private static IStockGrain Grain(string storeId, string sku, Caller caller, IGrainFactory grains) =>
        grains.GetGrain<IStockGrain>(GrainKeys.OfStock(caller.Tenant, storeId, sku));
}

internal sealed record ReceiveBody(int Quantity, string Reference) : IBody
{
    public void Check(ValidationErrors faults)
    {
        faults.Range("quantity", Quantity, 1, 1_000_000);
        faults.Text("reference", Reference, 200);
    }
}

internal sealed record AdjustBody(int Delta, string Reason) : IBody
{
    public void Check(ValidationErrors faults)
    {
        faults.Range("delta", Delta, -1_000_000, 1_000_000);
        if (Delta == 0)
            faults.Add("delta", "must not be 0");
        faults.Text("reason", Reason, ReasonBody.MaxLength);
    }
}

/// <summary>In pieces. Available = on hand less reserved.</summary>
internal sealed record StockBody(
    string StoreId, string Sku, long OnHand, long Reserved, long Available, long Damaged, int Threshold)
{
    public static StockBody Example { get; } = new("1", Examples.Sku, 40, 2, 38, 0, 25);

    public static StockBody Of(string storeId, StockView stock, ProductView product) => new(
        storeId, product.Sku, stock.OnHand, stock.Reserved, stock.Available, stock.Damaged,
        stock.Threshold ?? product.Threshold);

    public static StockBody Of(StockSummary stock) => new(
        stock.StoreId, stock.Sku, stock.OnHand, stock.Reserved, stock.Available, stock.Damaged, stock.Threshold);
}
