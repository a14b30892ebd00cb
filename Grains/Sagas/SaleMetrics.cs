using System.Diagnostics.Metrics;
using PosSaga.Sales;

namespace PosSaga.Sagas;

/// <summary>What was sold, counted where a sale ends, under the names that the operators know. Labels are stores,
/// currencies and how it ended: never an id of an order.</summary>
internal static class SaleMetrics
{
    private static readonly Meter Meter = new(SagaMetrics.MeterName);

    private static readonly Counter<long> SalesTotal = Meter.CreateCounter<long>("sales_total");

    private static readonly Counter<double> AmountTotal = Meter.CreateCounter<double>(
        "sales_amount_total", description: "Of completed sales, tax and shipping included; dollars, not cents.");

    private static readonly Counter<long> ItemsTotal = Meter.CreateCounter<long>("items_sold_total");

    // Whose cart was refused has none that could be trusted to name a store.
    public static void Ended(OrderSaga saga) => Ended(
        saga, saga.Cart?.StoreId, saga.Cart?.Total, saga.Cart?.Lines.Sum(line => (long)line.Quantity));

    // As long as it has no price, nobody has said that its store is one.
    public static void Ended(Sale sale)
    {
        if (sale.Voided)
            SalesTotal.Add(1, new("store_id", sale.Request!.StoreId), new("status", "voided"));
        else
            Ended(sale, sale.Priced is null ? null : sale.Request?.StoreId, sale.Priced?.Total, sale.Priced?.Items);
    }

    private static void Ended(SagaProgress saga, string? storeId, Money? total, long? items)
    {
        var isSold = saga.State == SagaState.Completed;
        var store = new KeyValuePair<string, object?>("store_id", storeId ?? "none");
        SalesTotal.Add(1, store, new("status", isSold ? "completed" : "failed"));
        if (!isSold || total is not { } amount)
            return;
        AmountTotal.Add(amount.Amount / 100.0, store, new("currency", amount.Currency));
        ItemsTotal.Add(items ?? 0, store);
    }
}
