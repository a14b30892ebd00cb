using PosSaga.Carts;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.ReadModels.Queries;

/// <summary>Orders, newest first. Their lines are read from the journal, where they stand once.</summary>
internal sealed class OrderQueries(IReadStore store, IEventJournal journal, IEventCodec codec) : IOrderQueries
{
    public Task<Page<OrderSummary>> List(
        string tenant, OrderFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from orders", "tenant", tenant)
            .AndIf(filter.Status is not null, "status = @status", ("status", filter.Status?.ToString()))
            .AndIf(
                filter.Status is not (null or SagaState.Completed or SagaState.Failed),
                "finished = 0")
            .AndIf(filter.StoreId is not null, "store_id = @store", ("store", filter.StoreId))
            .AndIf(filter.CustomerId is not null, "customer_id = @customer", ("customer", filter.CustomerId))
            .AndIf(filter.From is not null, "created_at >= @from", ("from", Micros.OrZero(filter.From)))
            .AndIf(filter.To is not null, "created_at < @to", ("to", Micros.OrZero(filter.To)))
            .For(filter.Scope)
            .AndIf(after is not null, "(created_at, id) < (@key, @id)", ("key", after?.Key), ("id", after?.Id))
            .Page<OrderRow, OrderSummary>(
                store, "orders", "created_at desc, id desc", limit, row => new Cursor(row.CreatedAt, row.Id),
                rows => WithLines(rows, cancellation), cancellation);

    private async Task<List<OrderSummary>> WithLines(List<OrderRow> rows, CancellationToken cancellation)
    {
        var positions = rows.Where(row => row.CartPosition > 0).Select(row => row.CartPosition).Order().ToList();
        var lines = new Dictionary<long, IReadOnlyList<PricedLine>>();
        if (positions.Count > 0)
            foreach (var e in await journal.ReadAt(positions, cancellation))
                if (await codec.Decode(e.Type, e.Data, cancellation) is OrderSagaEvent.CartValidated validated)
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
