using System.Diagnostics.Metrics;
using PosSaga.Sagas;

namespace PosSaga.Registers;

/// <summary>Shifts that were closed, and what was missing in their drawers or too much. Labels are stores.</summary>
internal static class RegisterMetrics
{
    private static readonly Meter Meter = new(SagaMetrics.MeterName);

    private static readonly Counter<long> ClosedTotal = Meter.CreateCounter<long>("shifts_closed_total");

    private static readonly Counter<double> VarianceTotal = Meter.CreateCounter<double>(
        "cash_variance_total", description: "Counted less expected, its sign left out; dollars, not cents.");

    public static void Closed(Shift report)
    {
        var store = new KeyValuePair<string, object?>("store_id", report.StoreId);
        ClosedTotal.Add(1, store);
        VarianceTotal.Add(Math.Abs(report.Close!.Variance.Amount) / 100.0, store);
    }
}
