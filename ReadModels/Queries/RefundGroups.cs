using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Queries;

internal sealed class RefundGroups(IReadStore store, TimeProvider clock) : IRefundGroups
{
    private const int GroupsMax = 200;
    /// <summary>Of a row: an outage is being waited out, and nobody has to act.</summary>
    public const string Waits =
        $"(waiting_since <> 0 and status <> '{nameof(RefundStatus.NeedsOperator)}')";
    private const string Reason = $"case when {Waits} then last_error else coalesce(operator_reason, failure) end";

    public async Task<IReadOnlyList<RefundGroup>> Groups(
        string tenant, RefundGroupFilter filter, CancellationToken cancellation = default) =>
        await ReadModelMetrics.Measure("refund-groups", async () =>
            (await Filtered(
                    $"""
                    select status, {Reason} as reason, case when {Waits} then 1 else 0 end as waiting, updated_at
                    from refunds
                    """,
                    tenant, filter)
                .Grouped(
                    "select status, reason, waiting, count(*) as count, min(updated_at) as oldest",
                    "status, reason, waiting")
                .Rows<GroupRow>(store, "count desc, status, reason", GroupsMax, cancellation))
            .ConvertAll(row => new RefundGroup(
                Enum.Parse<RefundStatus>(row.Status), row.Reason, row.Count, Micros.ToTime(row.Oldest), row.Waiting == 1)));

    public async Task<IReadOnlyList<string>> Ids(
        string tenant, RefundGroupFilter filter, int max, CancellationToken cancellation = default) =>
        (await Filtered("select id, requested_at from refunds", tenant, filter)
            .Rows<RefundRow>(store, "requested_at, id", max, cancellation)).ConvertAll(row => row.Id);

    private ReadQuery Filtered(string select, string tenant, RefundGroupFilter filter) =>
        ReadQuery.Of(select, "tenant", tenant)
            .AndIf(filter.Status is not null, "status = @status", ("status", filter.Status?.ToString()))
            .AndIf(filter.Status != RefundStatus.Completed, $"status <> '{nameof(RefundStatus.Completed)}'")
            .AndIf(filter.Reason is not null, $"{Reason} = @reason", ("reason", filter.Reason))
            .AndIf(filter.Waiting, Waits)
            .AndIf(filter.From is not null, "requested_at >= @from", ("from", Micros.OrZero(filter.From)))
            .AndIf(filter.To is not null, "requested_at < @to", ("to", Micros.OrZero(filter.To)))
            .AndIf(
                filter.OlderThan is not null, "updated_at < @moment",
                ("moment", Micros.OrZero(clock.GetUtcNow() - filter.OlderThan)));

    private sealed class GroupRow
    {
        public string Status { get; set; } = "";

        public string? Reason { get; set; }

        public long Waiting { get; set; }

        public long Count { get; set; }

        public long Oldest { get; set; }
    }
}
