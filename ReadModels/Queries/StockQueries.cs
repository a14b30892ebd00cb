namespace PosSaga.ReadModels;

/// <summary>Quantities in pieces.</summary>
/// <param name="Threshold">The store's own, else the product's.</param>
public sealed record StockSummary(
    string StoreId, string Sku, string? Name, long OnHand, long Reserved, long Available, long Damaged, int Threshold);

/// <summary>Low: available at or below the threshold. Out: nothing available. Over: more than 100 available.</summary>
public enum StockAlertKind { Low, Out, Over }

public sealed record StockAlert(StockAlertKind Kind, StockSummary Stock);

/// <summary>Stock with the names and thresholds of the catalogue, joined by the query, because the two models follow
/// the journal independently.</summary>
public sealed class StockQueries
{
    private const string Available = "(on_hand - reserved)";

    private const string Select =
        """
        select * from (
            select s.tenant, s.store_id, s.sku, p.name, s.on_hand, s.reserved, s.damaged,
                   case when s.threshold >= 0 then s.threshold else coalesce(p.threshold, 0) end as threshold
              from stock s left join products p on p.tenant = s.tenant and p.sku = s.sku) stock
        """;

    private readonly IReadStore _store;

    internal StockQueries(IReadStore store) => _store = store;

    /// <summary>Stock of one store, by SKU.</summary>
    public Task<Page<StockSummary>> List(
        string tenant, string storeId, bool belowThreshold, Cursor? after, int limit,
        CancellationToken cancellation = default) =>
        ReadQuery.Of(Select, tenant)
            .And("store_id = @store", ("store", storeId))
            .AndIf(belowThreshold, $"{Available} <= threshold")
            .AndIfGiven("sku > @sku", "sku", after?.Id)
            .Page<NamedStock, StockSummary>(
                _store, "stock", "sku", limit, row => new Cursor(0, row.Sku), row => row.Summary, cancellation);

    /// <summary>By store and SKU; of all stores where <paramref name="storeId"/> is null.</summary>
    public Task<Page<StockAlert>> Alerts(
        string tenant, string? storeId, StockAlertKind? kind, Cursor? after, int limit,
        CancellationToken cancellation = default)
    {
        var (afterStore, afterSku) = Split(after);
        return ReadQuery.Of(Select, tenant)
            .And(Condition(kind))
            .AndIfGiven("store_id = @store", "store", storeId)
            .AndIf(
                after is not null, "(store_id, sku) > (@afterStore, @afterSku)",
                ("afterStore", afterStore), ("afterSku", afterSku))
            .Page<NamedStock, StockAlert>(
                _store, "stock-alerts", "store_id, sku", limit, row => new Cursor(0, $"{row.StoreId}/{row.Sku}"),
                row => new(KindOf(row.Summary), row.Summary), cancellation);
    }

    private static string Condition(StockAlertKind? kind) => kind switch
    {
        StockAlertKind.Out => $"{Available} <= 0",
        StockAlertKind.Low => $"{Available} > 0 and {Available} <= threshold",
        StockAlertKind.Over => $"{Available} > 100 and {Available} > threshold",
        _ => $"({Available} <= 0 or {Available} <= threshold or {Available} > 100)",
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
