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

/// <summary>What became of a cancelled order's refund: requested until it has ended or needs an operator. One that
/// failed is tried again by cancelling again.</summary>
/// <param name="Attempt">The last, from 1.</param>
internal sealed record OrderRefundBody(string Id, RefundStatus Status, string? Failure, int Attempt)
{
    public static OrderRefundBody Example { get; } = new(Examples.OtherOrder, RefundStatus.Requested, null, 1);
}

/// <summary>Store, lines and totals are empty until the cart was validated.</summary>
internal sealed record OrderBody(
    string Id, OrderStatus Status, Fulfilment Fulfilment, string? StoreId, string? CustomerId,
    IReadOnlyList<LineBody> Lines, MoneyBody Subtotal, MoneyBody Tax, MoneyBody Shipping, MoneyBody Total,
    string? PaymentId, FailureBody? Failure, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version,
    OrderRefundBody? Refund = null)
{
    public static OrderBody Example { get; } = new(
        Examples.Order, OrderStatus.Completed, Fulfilment.Confirmed, "1", "ana",
        [new(Examples.Sku, "Café", new(1299, "CAD"), 2, new(2598, "CAD"))],
        new(2598, "CAD"), new(389, "CAD"), new(0, "CAD"), new(2987, "CAD"), Examples.Order, null,
        new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero), new(2026, 1, 31, 12, 0, 1, TimeSpan.Zero), 6);

    private static readonly MoneyBody Nothing = MoneyBody.Of(Money.Zero);

    /// <param name="order">Null where there is none, or not yet.</param>
    public static OrderBody Of(SagaView saga, OrderView? order) => Of(saga, order?.Fulfilment ?? Fulfilment.None) with
    {
        Refund = order?.Refund is { } refund
            ? new(refund.Asked.RefundId, refund.Status, refund.Failure, refund.Asked.Attempt ?? 1)
            : null,
    };

    public static OrderBody Of(SagaView saga, Fulfilment fulfilment) => new(
        saga.Id, OrderStatuses.Of(saga.State), fulfilment, saga.Cart?.StoreId, saga.Cart?.CustomerId ?? saga.CustomerId,
        saga.Cart is null ? [] : LineBody.Of(saga.Cart.Lines),
        Amount(saga.Cart?.Subtotal), Amount(saga.Cart?.Tax), Amount(saga.Cart?.Shipping), Amount(saga.Cart?.Total),
        saga.PaymentId, FailureBody.Of(saga.Failure), saga.CreatedAt, saga.UpdatedAt, saga.Version);

    public static OrderBody Of(OrderSummary order) => new(
        order.Id, OrderStatuses.Of(order.Status), order.Fulfilment, order.StoreId, order.CustomerId,
        LineBody.Of(order.Lines),
        MoneyBody.Of(order.Subtotal), MoneyBody.Of(order.Tax), MoneyBody.Of(order.Shipping), MoneyBody.Of(order.Total),
        order.PaymentId, FailureBody.Of(order.Failure), order.CreatedAt, order.UpdatedAt, order.Version,
        order.Refund is { } refund ? new(order.Id, refund.Status, refund.Failure, refund.Attempt) : null);

    private static MoneyBody Amount(Money? money) => money is { } known ? MoneyBody.Of(known) : Nothing;
}
