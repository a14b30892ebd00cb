using PosSaga.Carts;
using PosSaga.Journal;
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

/// <summary>Orders, newest first. Their lines are read from the journal, so that the model does not hold a second
/// copy.</summary>
public sealed class OrderQueries
{
    private readonly IReadStore _store;
    private readonly IEventJournal _journal;
    private readonly IEventCodec _codec;

    internal OrderQueries(IReadStore store, IEventJournal journal, IEventCodec codec) =>
        (_store, _journal, _codec) = (store, journal, codec);

    /// <param name="limit">1 to 200.</param>
    public Task<Page<OrderSummary>> List(
        string tenant, OrderFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from orders", tenant)
            .AndIfGiven("status = @status", "status", filter.Status)
            // Lets the database use the index of unfinished orders.
            .AndIf(filter.Status is not (null or SagaState.Completed or SagaState.Failed), "finished = 0")
            .AndIfGiven("store_id = @store", "store", filter.StoreId)
            .AndIfGiven("customer_id = @customer", "customer", filter.CustomerId)
            .AndIfGiven("created_at >= @from", "from", filter.From)
            .AndIfGiven("created_at < @to", "to", filter.To)
            .For(filter.Scope)
            .OlderThan(after, "created_at")
            .Page<OrderRow, OrderSummary>(
                _store, "orders", "created_at desc, id desc", limit, row => new Cursor(row.CreatedAt, row.Id),
                rows => WithLines(rows, cancellation), cancellation);

    private async Task<List<OrderSummary>> WithLines(List<OrderRow> rows, CancellationToken cancellation)
    {
        var positions = rows.Where(row => row.CartPosition > 0).Select(row => row.CartPosition).Order().ToList();
        var lines = new Dictionary<long, IReadOnlyList<PricedLine>>();
        if (positions.Count > 0)
            foreach (var e in await _journal.ReadAt(positions, cancellation))
                if (await _codec.Decode(e.Type, e.Data, cancellation) is OrderSagaEvent.CartValidated validated)
                    lines[e.Position] = validated.Cart.Lines;
        return rows.ConvertAll(row => Summary(row, lines.GetValueOrDefault(row.CartPosition, [])));
    }

    private static OrderSummary Summary(OrderRow row, IReadOnlyList<PricedLine> lines) => new(
        row.Id, Enum.Parse<SagaState>(row.Status), Enum.Parse<Fulfilment>(row.Fulfilment), row.StoreId, row.CustomerId,
        lines, new(row.Subtotal, row.Currency), new(row.Tax, row.Currency), new(row.Shipping, row.Currency),
        new(row.Total, row.Currency), row.PaymentId, Failure(row), Micros.ToTime(row.CreatedAt),
        Micros.ToTime(row.UpdatedAt), row.SagaVersion,
        row.RefundStatus is null
            ? null
            : new(row.RefundId!, Enum.Parse<RefundStatus>(row.RefundStatus), row.RefundFailure, row.RefundAttempt),
        OrderParts.Of(row.Parts, Enum.Parse<Fulfilment>(row.Fulfilment), lines));

    internal static SagaFailure? Failure(OrderRow row) => row.FailureStep is null ? null : new SagaFailure(
        Enum.Parse<SagaStep>(row.FailureStep), row.FailureReason!, Enum.Parse<RefusalKind>(row.FailureKind!),
        row.FailureDetail);
}
