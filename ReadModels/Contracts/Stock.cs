namespace PosSaga.ReadModels;

/// <summary>Quantities in pieces.</summary>
/// <param name="Threshold">The store's own, else the product's.</param>
public sealed record StockSummary(
    string StoreId, string Sku, string? Name, long OnHand, long Reserved, long Available, long Damaged, int Threshold);

/// <summary>Low: available at or below the threshold. Out: nothing available. Over: more than 100 available.</summary>
public enum StockAlertKind { Low, Out, Over }

public sealed record StockAlert(StockAlertKind Kind, StockSummary Stock);

public interface IStockQueries
{
    /// <summary>Stock of one store, by SKU.</summary>
    Task<Page<StockSummary>> List(
        string tenant, string storeId, bool belowThreshold, Cursor? after, int limit,
        CancellationToken cancellation = default);

    /// <summary>By store and SKU; of all stores where <paramref name="storeId"/> is null.</summary>
    Task<Page<StockAlert>> Alerts(
        string tenant, string? storeId, StockAlertKind? kind, Cursor? after, int limit,
        CancellationToken cancellation = default);
}
