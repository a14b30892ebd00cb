using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Sagas;

namespace PosSaga.ReadModels.Queries;

/// <summary>Sagas for operators, out of the same rows as the orders.</summary>
internal sealed class SagaQueries(IReadStore store, TimeProvider clock) : ISagaQueries
{
    private const int GroupsMax = 200;
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);

    // Of one that needs a person this is why, of one that waits its last error.
    private const string Reason =
        "case when status in ('Failed', 'Completed') then failure_reason else coalesce(last_error, failure_reason) end";

    public Task<Page<SagaSummary>> List(
        string tenant, SagaFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        Filtered("select * from orders", tenant, filter)
            .AndIf(after is not null, "(created_at, id) < (@key, @id)", ("key", after?.Key), ("id", after?.Id))
            .Page<OrderRow, SagaSummary>(
                store, "sagas", "created_at desc, id desc", limit, row => new Cursor(row.CreatedAt, row.Id), Summary,
                cancellation);

    public async Task<IReadOnlyList<SagaGroup>> Groups(
        string tenant, SagaFilter filter, CancellationToken cancellation = default)
    {
        var rows = await Filtered($"select status, step, {Reason} as reason, waits, since from orders", tenant, filter)
            .Grouped("""
                select status, step, reason, case when waits <> 0 then 1 else 0 end as waiting, count(*) as count,
                    min(since) as oldest
                """, "status, step, reason, case when waits <> 0 then 1 else 0 end")
            .Rows<GroupRow>(store, "count desc, status, step, reason", GroupsMax, cancellation);
        return rows.ConvertAll(row => new SagaGroup(
            Enum.Parse<SagaState>(row.Status), Enum.Parse<SagaStep>(row.Step), row.Reason, row.Waiting == 1, row.Count,
            Micros.ToTime(row.Oldest)));
    }

    public async Task<IReadOnlyList<string>> Ids(
        string tenant, SagaFilter filter, int max, CancellationToken cancellation = default)
    {
        // Nothing is to be done about what is over; the oldest of a grown shop all are.
        var rows = await Filtered("select id, created_at from orders", tenant, filter)
            .AndIf(filter.State is null, "finished = 0")
            .Rows<OrderRow>(store, "created_at, id", max, cancellation);
        return rows.ConvertAll(row => row.Id);
    }

    private ReadQuery Filtered(string select, string tenant, SagaFilter filter)
    {
        var age = filter.OlderThan ?? (filter.State == SagaStanding.Stuck ? StuckAfter : null);
        return ReadQuery.Of(select, "tenant", tenant)
            .AndIf(filter.State is not null, Condition(filter.State))
            .AndIf(filter.Step is not null, "step = @step", ("step", filter.Step?.ToString()))
            .AndIf(filter.Reason is not null, $"{Reason} = @reason", ("reason", filter.Reason))
            .AndIf(filter.StoreId is not null, "store_id = @store", ("store", filter.StoreId))
            .AndIf(filter.CustomerId is not null, "customer_id = @customer", ("customer", filter.CustomerId))
            .AndIf(filter.From is not null, "created_at >= @from", ("from", Micros.OrZero(filter.From)))
            .AndIf(filter.To is not null, "created_at < @to", ("to", Micros.OrZero(filter.To)))
            .AndIf(age is not null, "updated_at < @moment", ("moment", Micros.OrZero(clock.GetUtcNow() - age)));
    }

    private static string Condition(SagaStanding? state) => state switch
    {
        SagaStanding.Waiting => "finished = 0 and waits <> 0",
        SagaStanding.Stuck =>
            "finished = 0 and waits = 0 and status not in ('NeedsOperator', 'Failed')",
        SagaStanding.Running => "finished = 0 and status not in ('NeedsOperator', 'Failed')",
        SagaStanding.NeedsOperator => "finished = 0 and status = 'NeedsOperator'",
        SagaStanding.Failed => "status = 'Failed'",
        _ => "status = 'Completed'",
    };

    private static SagaSummary Summary(OrderRow row) => new(
        row.Id, Enum.Parse<SagaState>(row.Status), Enum.Parse<SagaStep>(row.Step), row.StoreId,
        Micros.ToTime(row.Since),
        row.Attempts, row.LastError, OrderQueries.Failure(row), Micros.ToTime(row.CreatedAt),
        Micros.ToTime(row.UpdatedAt), TimeOrNull(row.WaitingSince), TimeOrNull(row.NextAttempt));

    private static DateTimeOffset? TimeOrNull(long micros) => micros == 0 ? null : Micros.ToTime(micros);

    private sealed class GroupRow
    {
        public string Status { get; set; } = "";

        public string Step { get; set; } = "";

        public string? Reason { get; set; }

        public long Waiting { get; set; }

        public long Count { get; set; }

        public long Oldest { get; set; }
    }
}
