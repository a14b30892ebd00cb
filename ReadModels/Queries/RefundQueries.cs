using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Queries;

internal sealed class RefundQueries(IReadStore store) : IRefundQueries
{
    public Task<Page<RefundView>> List(
        string tenant, RefundFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from refunds", "tenant", tenant)
            .AndIf(filter.Status is not null, "status = @status", ("status", filter.Status?.ToString()))
            .AndIf(
                filter.Waiting || filter.Status is not (null or RefundStatus.Completed),
                $"status <> '{nameof(RefundStatus.Completed)}'")
            .AndIf(filter.Waiting, RefundGroups.Waits)
            .AndIf(filter.From is not null, "requested_at >= @from", ("from", Micros.OrZero(filter.From)))
            .AndIf(filter.To is not null, "requested_at < @to", ("to", Micros.OrZero(filter.To)))
            .ForRefunds(filter.Scope)
            .AndIf(after is not null, "(requested_at, id) < (@key, @id)", ("key", after?.Key), ("id", after?.Id))
            .Page<RefundRow, RefundView>(
                store, "refunds", "requested_at desc, id desc", limit, row => new Cursor(row.RequestedAt, row.Id), View,
                cancellation);

    private static RefundView View(RefundRow row) => new(
        row.Id, row.ClaimId, row.OrderId, Enum.Parse<RefundStatus>(row.Status),
        row.HasAmounts == 0 ? null : new RefundAmounts(
            new(row.Goods, row.Currency), new(row.Fee, row.Currency), new(row.Tax, row.Currency),
            new(row.Amount, row.Currency)),
        [.. ClaimLines.Parse(row.Lines).Select(line => line.ToGoods())], RefundSteps.Parse(row.Steps),
        row.OperatorReason ?? row.Failure, row.Version, row.Attempt > 1 ? row.Attempt : null,
        row.WaitingSince == 0 || row.Status == nameof(RefundStatus.NeedsOperator)
            ? null
            : new RefundWaiting(Micros.ToTime(row.WaitingSince), Micros.ToTime(row.NextAttempt), row.LastError ?? ""));
}
