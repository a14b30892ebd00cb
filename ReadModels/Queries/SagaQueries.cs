using PosSaga.Sagas;

namespace PosSaga.ReadModels;

public enum SagaStanding { Running, Waiting, Stuck, NeedsOperator, Failed, Completed }

/// <summary>An order's saga as operators see it.</summary>
/// <param name="Step">The step it is at, or failed at.</param>
/// <param name="Since">When it entered its state.</param>
/// <param name="Attempts">At the current step.</param>
/// <param name="LastError">Of the last attempt, or why it needs an operator.</param>
/// <param name="WaitingSince">Since when an outage is being waited out; null when none is.</param>
/// <param name="NextAttempt">When it is tried again; null when it does not wait.</param>
public sealed record SagaSummary(
    string OrderId, SagaState State, SagaStep Step, string? StoreId, DateTimeOffset Since, int Attempts,
    string? LastError, SagaFailure? Failure, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? WaitingSince = null, DateTimeOffset? NextAttempt = null);

/// <param name="OlderThan">Has not moved for so long; for Stuck 30 s unless given.</param>
/// <param name="Reason">Why it needs an operator, waits, or failed: the code that groups show.</param>
/// <param name="From">Created at or after.</param>
/// <param name="To">Created before.</param>
public sealed record SagaFilter(
    SagaStanding? State = null, SagaStep? Step = null, string? StoreId = null, TimeSpan? OlderThan = null,
    string? Reason = null, string? CustomerId = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>Sagas at the same step for the same reason.</summary>
/// <param name="Reason">Null for sagas that run without an error.</param>
/// <param name="Oldest">When the oldest of them entered its state.</param>
public sealed record SagaGroup(
    SagaState State, SagaStep Step, string? Reason, bool Waiting, long Count, DateTimeOffset Oldest);

/// <summary>Sagas for operators, from the same rows as the orders.</summary>
public sealed class SagaQueries
{
    private const int GroupsMax = 200;
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(30);

    // last_error is why a saga needs an operator, or the error of the last attempt of one that waits.
    private const string Reason =
        "case when status in ('Failed', 'Completed') then failure_reason else coalesce(last_error, failure_reason) end";

    private readonly IReadStore _store;
    private readonly TimeProvider _clock;

    internal SagaQueries(IReadStore store, TimeProvider clock) => (_store, _clock) = (store, clock);

    /// <summary>Newest first.</summary>
    public Task<Page<SagaSummary>> List(
        string tenant, SagaFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        Filtered("select * from orders", tenant, filter)
            .OlderThan(after, "created_at")
            .Page<OrderRow, SagaSummary>(
                _store, "sagas", "created_at desc, id desc", limit, row => new Cursor(row.CreatedAt, row.Id), Summary,
                cancellation);

    /// <summary>Sagas by step and reason with counts, largest group first; at most 200.</summary>
    public async Task<IReadOnlyList<SagaGroup>> Groups(
        string tenant, SagaFilter filter, CancellationToken cancellation = default)
    {
        var rows = await Filtered($"select status, step, {Reason} as reason, waits, since from orders", tenant, filter)
            .Grouped("""
                select status, step, reason, case when waits <> 0 then 1 else 0 end as waiting, count(*) as count,
                    min(since) as oldest
                """, "status, step, reason, case when waits <> 0 then 1 else 0 end")
            .Rows<GroupRow>(_store, "count desc, status, step, reason", GroupsMax, cancellation);
        return rows.ConvertAll(row => new SagaGroup(
            Enum.Parse<SagaState>(row.Status), Enum.Parse<SagaStep>(row.Step), row.Reason, row.Waiting == 1, row.Count,
            Micros.ToTime(row.Oldest)));
    }

    /// <summary>Ids, oldest first; without a state in the filter only of unfinished sagas.</summary>
    public async Task<IReadOnlyList<string>> Ids(
        string tenant, SagaFilter filter, int max, CancellationToken cancellation = default)
    {
        // Operators act on these ids, and there is nothing to do about finished sagas.
        var rows = await Filtered("select id, created_at from orders", tenant, filter)
            .AndIf(filter.State is null, "finished = 0")
            .Rows<OrderRow>(_store, "created_at, id", max, cancellation);
        return rows.ConvertAll(row => row.Id);
    }

    private ReadQuery Filtered(string select, string tenant, SagaFilter filter) => ReadQuery.Of(select, tenant)
        .AndIf(filter.State is not null, Condition(filter.State))
        .AndIfGiven("step = @step", "step", filter.Step)
        .AndIfGiven($"{Reason} = @reason", "reason", filter.Reason)
        .AndIfGiven("store_id = @store", "store", filter.StoreId)
        .AndIfGiven("customer_id = @customer", "customer", filter.CustomerId)
        .AndIfGiven("created_at >= @from", "from", filter.From)
        .AndIfGiven("created_at < @to", "to", filter.To)
        .AndIfGiven(
            "updated_at < @moment", "moment",
            _clock.GetUtcNow() - (filter.OlderThan ?? (filter.State == SagaStanding.Stuck ? StuckAfter : null)));

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
        Micros.ToTime(row.Since), row.Attempts, row.LastError, OrderQueries.Failure(row), Micros.ToTime(row.CreatedAt),
        Micros.ToTime(row.UpdatedAt), Micros.ToTimeOrNull(row.WaitingSince), Micros.ToTimeOrNull(row.NextAttempt));

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
