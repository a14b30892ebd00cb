using PosSaga.Carts;
using PosSaga.Orders;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>Where an order stands, for callers. The saga's states "this step failed" last only until the next append,
/// and are shown as what comes next.</summary>
internal enum OrderStatus
{
    Pending, CartValidated, StockReserved, PaymentProcessed, OrderConfirmed, Completed,
    CompensatingPayment, CompensatingStock, Compensated, Failed, NeedsOperator,
}

internal static class OrderStatuses
{
    public static OrderStatus Of(SagaState state) => state switch
    {
        SagaState.None or SagaState.Pending => OrderStatus.Pending,
        SagaState.CartValidated => OrderStatus.CartValidated,
        SagaState.StockReserved => OrderStatus.StockReserved,
        SagaState.PaymentProcessed => OrderStatus.PaymentProcessed,
        SagaState.OrderConfirmed => OrderStatus.OrderConfirmed,
        SagaState.Completed => OrderStatus.Completed,
        SagaState.CompensatingPayment or SagaState.PaymentFailed or SagaState.OrderConfirmationFailed =>
            OrderStatus.CompensatingPayment,
        SagaState.CompensatingStock or SagaState.StockReservationFailed => OrderStatus.CompensatingStock,
        SagaState.Compensated or SagaState.CartValidationFailed => OrderStatus.Compensated,
        SagaState.Failed => OrderStatus.Failed,
        SagaState.NeedsOperator => OrderStatus.NeedsOperator,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "A state without a status."),
    };

    public static SagaState ToState(this OrderStatus status) => Enum.Parse<SagaState>(status.ToString());
}

internal sealed record FailureBody(SagaStep Step, string Reason)
{
    public static FailureBody? Of(SagaFailure? failure) => failure is null ? null : new(failure.Step, failure.Reason);
}

/// <summary>A line with what has become of its pieces.</summary>
internal sealed record OrderLineBody(
    string Sku, string Name, MoneyBody UnitPrice, int Quantity, MoneyBody LineTotal, int Shipped, int Cancelled)
{
    /// <param name="progress">By SKU: of several lines of one, the first is shipped and cancelled first.</param>
    public static OrderLineBody[] Of(IReadOnlyList<PricedLine> lines, IReadOnlyList<LineProgress>? progress)
    {
        var left = (progress ?? []).ToDictionary(one => one.Sku, StringComparer.Ordinal);
        var bodies = new OrderLineBody[lines.Count];
        for (var i = 0; i < bodies.Length; i++)
        {
            var line = lines[i];
            var known = left.GetValueOrDefault(line.Sku) ?? new LineProgress(line.Sku, 0, 0);
            var shipped = Math.Min(line.Quantity, known.Shipped);
            var cancelled = Math.Min(line.Quantity - shipped, known.Cancelled);
            left[line.Sku] = new(line.Sku, known.Shipped - shipped, known.Cancelled - cancelled);
            bodies[i] = new(
                line.Sku, line.Name, MoneyBody.Of(line.UnitPrice), line.Quantity, MoneyBody.Of(line.LineTotal), shipped,
                cancelled);
        }

        return bodies;
    }
}

/// <param name="At">Null of one that an earlier version wrote down.</param>
/// <param name="Tracking">Null where there is none, or the customer was erased.</param>
internal sealed record ShipmentBody(
    IReadOnlyList<PiecesBody> Lines, DateTimeOffset? At, string? Carrier, string? Tracking)
{
    public static ShipmentBody Example { get; } = new(
        [new(Examples.Sku, 1)], new(2026, 2, 1, 9, 0, 0, TimeSpan.Zero), "Postes Canada", "7035114477138472");

    public static ShipmentBody Of(OrderShipment shipment) =>
        new(PiecesBody.Of(shipment.Lines), shipment.At, shipment.Carrier, shipment.Tracking);
}

/// <summary>Pieces that were taken back, and what became of their refund.</summary>
internal sealed record CancellationBody(IReadOnlyList<PiecesBody> Lines, OrderRefundBody Refund)
{
    public static CancellationBody Of(OrderCancellation one) =>
        new(PiecesBody.Of(one.Lines), OrderRefundBody.Of(one.Refund));
}

/// <summary>What became of a cancellation's refund: requested until it has ended or needs an operator. One that failed
/// is tried again by itself, or by cancelling again when nothing is left to cancel.</summary>
/// <param name="Attempt">The last, from 1.</param>
internal sealed record OrderRefundBody(string Id, RefundStatus Status, string? Failure, int Attempt)
{
    public static OrderRefundBody Example { get; } = new(Examples.OtherOrder, RefundStatus.Requested, null, 1);

    public static OrderRefundBody Of(OrderRefund refund) =>
        new(refund.Asked.RefundId, refund.Status, refund.Failure, refund.Asked.Attempt ?? 1);
}

/// <summary>Store, lines and totals are empty until the cart was validated.</summary>
/// <param name="Refund">Of the last cancellation; null while nothing was cancelled.</param>
/// <param name="Shipments">In the order in which they were made; null in lists, as cancellations are.</param>
internal sealed record OrderBody(
    string Id, OrderStatus Status, Fulfilment Fulfilment, string? StoreId, string? CustomerId,
    IReadOnlyList<OrderLineBody> Lines, MoneyBody Subtotal, MoneyBody Tax, MoneyBody Shipping, MoneyBody Total,
    string? PaymentId, FailureBody? Failure, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version,
    OrderRefundBody? Refund = null, IReadOnlyList<ShipmentBody>? Shipments = null,
    IReadOnlyList<CancellationBody>? Cancellations = null)
{
    public static OrderBody Example { get; } = new(
        Examples.Order, OrderStatus.Completed, Fulfilment.Confirmed, "1", "ana",
        [new(Examples.Sku, "Café", new(1299, "CAD"), 2, new(2598, "CAD"), 0, 0)],
        new(2598, "CAD"), new(389, "CAD"), new(0, "CAD"), new(2987, "CAD"), Examples.Order, null,
        new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), new(2026, 1, 31, 12, 0, 1, TimeSpan.Zero), 6, null, [], []);

    public static OrderBody ExampleShipped { get; } = Example with
    {
        Fulfilment = Fulfilment.PartlyShipped, Lines = [Example.Lines[0] with { Shipped = 1 }],
        Shipments = [ShipmentBody.Example],
    };

    public static OrderBody ExampleCancelled { get; } = Example with
    {
        Id = Examples.OtherOrder, PaymentId = Examples.OtherOrder, Fulfilment = Fulfilment.PartlyCancelled,
        Lines = [Example.Lines[0] with { Cancelled = 1 }], Refund = OrderRefundBody.Example,
        Cancellations = [new([new(Examples.Sku, 1)], OrderRefundBody.Example)],
    };

    private static readonly MoneyBody Nothing = MoneyBody.Of(Money.Zero);

    /// <param name="order">Null where there is none, or not yet.</param>
    public static OrderBody Of(SagaView saga, OrderView? order) => Of(saga, order?.Fulfilment ?? Fulfilment.None) with
    {
        Lines = saga.Cart is null ? [] : OrderLineBody.Of(saga.Cart.Lines, order?.Progress),
        Refund = order?.Refund is { } refund ? OrderRefundBody.Of(refund) : null,
        Shipments = [.. (order?.Shipments ?? []).Select(ShipmentBody.Of)],
        Cancellations = [.. (order?.Cancellations ?? []).Select(CancellationBody.Of)],
    };

    public static OrderBody Of(SagaView saga, Fulfilment fulfilment) => new(
        saga.Id, OrderStatuses.Of(saga.State), fulfilment, saga.Cart?.StoreId, saga.Cart?.CustomerId ?? saga.CustomerId,
        saga.Cart is null ? [] : OrderLineBody.Of(saga.Cart.Lines, null),
        Amount(saga.Cart?.Subtotal), Amount(saga.Cart?.Tax), Amount(saga.Cart?.Shipping), Amount(saga.Cart?.Total),
        saga.PaymentId, FailureBody.Of(saga.Failure), saga.CreatedAt, saga.UpdatedAt, saga.Version, null, [], []);

    public static OrderBody Of(OrderSummary order) => new(
        order.Id, OrderStatuses.Of(order.Status), order.Fulfilment, order.StoreId, order.CustomerId,
        OrderLineBody.Of(order.Lines, order.Progress),
        MoneyBody.Of(order.Subtotal), MoneyBody.Of(order.Tax), MoneyBody.Of(order.Shipping), MoneyBody.Of(order.Total),
        order.PaymentId, FailureBody.Of(order.Failure), order.CreatedAt, order.UpdatedAt, order.Version,
        order.Refund is { } refund ? new(refund.Id, refund.Status, refund.Failure, refund.Attempt) : null);

    private static MoneyBody Amount(Money? money) => money is { } known ? MoneyBody.Of(known) : Nothing;
}
