using System.Diagnostics.Metrics;

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

    public static void Ended(OrderSaga saga)
    {
        var isSold = saga.State == SagaState.Completed;
        // Whose cart was refused has none that could be trusted to name a store.
        var store = new KeyValuePair<string, object?>("store_id", saga.Cart?.StoreId ?? "none");
        SalesTotal.Add(1, store, new("status", isSold ? "completed" : "failed"));
        if (!isSold || saga.Cart is not { } cart)
            return;
        AmountTotal.Add(cart.Total.Amount / 100.0, store, new("currency", cart.Total.Currency));
        ItemsTotal.Add(cart.Lines.Sum(line => (long)line.Quantity), store);
    }
}
