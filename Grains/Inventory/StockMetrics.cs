using System.Diagnostics.Metrics;
using PosSaga.Sagas;

namespace PosSaga.Inventory;

/// <summary>The stock's metrics, under the names that the operators know.</summary>
internal static class StockMetrics
{
    private static readonly Meter Meter = new(SagaMetrics.MeterName);

    private static readonly Counter<long> Adjustments = Meter.CreateCounter<long>(
        "stock_adjustments_total", description: "Stock was counted and put right.");

    public static void Adjusted() => Adjustments.Add(1);
}
