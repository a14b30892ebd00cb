using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Queries;

/// <summary>Stock with the names and thresholds of the catalogue, which is a model of its own: joined when asked, since
/// the two follow the journal each at its own pace.</summary>
internal sealed class StockQueries(IReadStore store) : IStockQueries
{
    // Domain: more than 100 available is too much.
    private const int OverBeyond = 100;
    private const string Available = "(on_hand - reserved)";

    private const string Select =
        """
        select * from (
            select s.tenant, s.store_id, s.sku, p.name, s.on_hand, s.reserved, s.damaged,
                   case when s.threshold >= 0 then s.threshold else coalesce(p.threshold, 0) end as threshold
              from stock s left join products p on p.tenant = s.tenant and p.sku = s.sku) stock
        """;

    public Task<Page<StockSummary>> List(
        string tenant, string storeId, bool belowThreshold, Cursor? after, int limit,
        CancellationToken cancellation = default) =>
        ReadQuery.Of(Select, "tenant", tenant)
            .And("store_id = @store", ("store", storeId))
            .AndIf(belowThreshold, $"{Available} <= threshold")
            .AndIf(after is not null, "sku > @sku", ("sku", after?.Id))
            .Page<NamedStock, StockSummary>(
                store, "stock", "sku", limit, row => new Cursor(0, row.Sku), row => row.Summary, cancellation);

    public Task<Page<StockAlert>> Alerts(
        string tenant, string? storeId, StockAlertKind? kind, Cursor? after, int limit,
        CancellationToken cancellation = default)
    {
        var (afterStore, afterSku) = Split(after);
        return ReadQuery.Of(Select, "tenant", tenant)
            .And(Condition(kind), ("over", OverBeyond))
            .AndIf(storeId is not null, "store_id = @store", ("store", storeId))
            .AndIf(
                after is not null, "(store_id, sku) > (@afterStore, @afterSku)",
                ("afterStore", afterStore), ("afterSku", afterSku))
            .Page<NamedStock, StockAlert>(
                store, "stock-alerts", "store_id, sku", limit, row => new Cursor(0, $"{row.StoreId}/{row.Sku}"),
                row => new(KindOf(row.Summary), row.Summary), cancellation);
    }

    private static string Condition(StockAlertKind? kind) => kind switch
    {
        StockAlertKind.Out => $"{Available} <= 0 and @over > 0",
        StockAlertKind.Low => $"{Available} > 0 and {Available} <= threshold and @over > 0",
        StockAlertKind.Over => $"{Available} > @over and {Available} > threshold",
        _ => $"({Available} <= 0 or {Available} <= threshold or {Available} > @over)",
    };

    private static StockAlertKind KindOf(StockSummary stock) =>
        stock.Available <= 0 ? StockAlertKind.Out
        : stock.Available <= stock.Threshold ? StockAlertKind.Low
        : StockAlertKind.Over;

    private static (string? Store, string? Sku) Split(Cursor? after)
    {
        var parts = after?.Id.Split('/', 2);
        return (parts?[0], parts?.ElementAtOrDefault(1) ?? "");
    }

    private sealed class NamedStock
    {
        public string StoreId { get; set; } = "";
        public string Sku { get; set; } = "";
        public string? Name { get; set; }
        public long OnHand { get; set; }
        public long Reserved { get; set; }
        public long Damaged { get; set; }
        public int Threshold { get; set; }

        public StockSummary Summary =>
            new(StoreId, Sku, Name, OnHand, Reserved, OnHand - Reserved, Damaged, Threshold);
    }
}
