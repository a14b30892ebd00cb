using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Queries;

internal sealed class RefundGroups(IReadStore store, TimeProvider clock) : IRefundGroups
{
    private const int GroupsMax = 200;
    private const string Reason = "coalesce(operator_reason, failure)";

    public async Task<IReadOnlyList<RefundGroup>> Groups(
        string tenant, RefundGroupFilter filter, CancellationToken cancellation = default) =>
        await ReadModelMetrics.Measure("refund-groups", async () =>
            (await Filtered($"select status, {Reason} as reason, updated_at from refunds", tenant, filter)
                .Grouped("select status, reason, count(*) as count, min(updated_at) as oldest", "status, reason")
                .Rows<GroupRow>(store, "count desc, status, reason", GroupsMax, cancellation))
            .ConvertAll(row => new RefundGroup(
                Enum.Parse<RefundStatus>(row.Status), row.Reason, row.Count, Micros.ToTime(row.Oldest))));

    public async Task<IReadOnlyList<string>> Ids(
        string tenant, RefundGroupFilter filter, int max, CancellationToken cancellation = default) =>
        (await Filtered("select id, requested_at from refunds", tenant, filter)
            .Rows<RefundRow>(store, "requested_at, id", max, cancellation)).ConvertAll(row => row.Id);

    private ReadQuery Filtered(string select, string tenant, RefundGroupFilter filter) =>
        ReadQuery.Of(select, "tenant", tenant)
            .AndIf(filter.Status is not null, "status = @status", ("status", filter.Status?.ToString()))
            .AndIf(filter.Status != RefundStatus.Completed, $"status <> '{nameof(RefundStatus.Completed)}'")
            .AndIf(filter.Reason is not null, $"{Reason} = @reason", ("reason", filter.Reason))
            .AndIf(filter.From is not null, "requested_at >= @from", ("from", Micros.OrZero(filter.From)))
            .AndIf(filter.To is not null, "requested_at < @to", ("to", Micros.OrZero(filter.To)))
            .AndIf(
                filter.OlderThan is not null, "updated_at < @moment",
                ("moment", Micros.OrZero(clock.GetUtcNow() - filter.OlderThan)));

    private sealed class GroupRow
    {
        public string Status { get; set; } = "";

        public string? Reason { get; set; }

        public long Count { get; set; }

        public long Oldest { get; set; }
    }
}
