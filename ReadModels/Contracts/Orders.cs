using PosSaga.Carts;
using PosSaga.Orders;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.ReadModels;

/// <summary>An order as lists show it. Store, lines and totals are unknown until its cart was validated.</summary>
/// <param name="Version">Number of the saga's events seen.</param>
public sealed record OrderSummary(
    string Id, SagaState Status, Fulfilment Fulfilment, string? StoreId, string? CustomerId,
    IReadOnlyList<PricedLine> Lines, Money Subtotal, Money Tax, Money Shipping, Money Total,
    string? PaymentId, SagaFailure? Failure, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version,
    OrderRefundSummary? Refund = null, IReadOnlyList<LineProgress>? Progress = null);

/// <summary>Of the last cancellation.</summary>
/// <param name="Attempt">The last, from 1.</param>
public sealed record OrderRefundSummary(string Id, RefundStatus Status, string? Failure, int Attempt);

/// <param name="From">Created at or after.</param>
/// <param name="To">Created before.</param>
/// <param name="Scope">Null: all of the tenant.</param>
public sealed record OrderFilter(
    SagaState? Status = null, string? StoreId = null, string? CustomerId = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, ReadScope? Scope = null);

/// <summary>Orders, newest first.</summary>
public interface IOrderQueries
{
    /// <param name="limit">1 to 200.</param>
    Task<Page<OrderSummary>> List(
        string tenant, OrderFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);
}
