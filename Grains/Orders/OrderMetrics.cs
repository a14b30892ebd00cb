using System.Diagnostics.Metrics;
using PosSaga.Sagas;

namespace PosSaga.Orders;

/// <summary>How orders leave the store, or do not. Labels say whether it was all of the order: never an id.</summary>
internal static class OrderMetrics
{
    private static readonly Meter Meter = new(SagaMetrics.MeterName);

    private static readonly Counter<long> ShipmentsTotal = Meter.CreateCounter<long>(
        "order_shipments_total", description: "Orders that left the store: as a whole, in part, or the rest of them.");

    private static readonly Counter<long> CancellationsTotal = Meter.CreateCounter<long>(
        "order_cancellations_total",
        description: "Orders that were taken back: as a whole, in part, or the rest of them.");

    /// <param name="order">After it.</param>
    public static void Shipped(OrderView order) => ShipmentsTotal.Add(1, Extent(
        isLast: order.Fulfilment != Fulfilment.PartlyShipped,
        isOnly: order is { Shipments.Count: 1, Cancellations.Count: 0 }));

    /// <param name="order">As in <see cref="Shipped"/>.</param>
    public static void Cancelled(OrderView order) => CancellationsTotal.Add(1, Extent(
        isLast: order.Fulfilment is Fulfilment.Cancelled or Fulfilment.Shipped,
        isOnly: order is { Shipments.Count: 0, Cancellations.Count: 1 }));

    private static KeyValuePair<string, object?> Extent(bool isLast, bool isOnly) =>
        new("extent", isLast ? isOnly ? "whole" : "rest" : "part");
}
