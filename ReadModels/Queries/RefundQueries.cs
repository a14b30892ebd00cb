using PosSaga.Refunds;

namespace PosSaga.ReadModels;

/// <param name="From">Asked for at or after.</param>
/// <param name="To">Asked for before.</param>
/// <param name="Waiting">Only those that wait out an outage.</param>
/// <param name="Scope">Null: all of the tenant.</param>
public sealed record RefundFilter(
    RefundStatus? Status = null, DateTimeOffset? From = null, DateTimeOffset? To = null, bool Waiting = false,
    ReadScope? Scope = null);

/// <param name="Status">Null: all that are not completed.</param>
/// <param name="Reason">Why it needs an operator, or failed: the code that groups show.</param>
/// <param name="OlderThan">Has not moved for so long.</param>
/// <param name="From">Asked for at or after.</param>
/// <param name="To">Asked for before.</param>
/// <param name="Waiting">Only those that wait out an outage.</param>
public sealed record RefundGroupFilter(
    RefundStatus? Status = null, string? Reason = null, TimeSpan? OlderThan = null, DateTimeOffset? From = null,
    DateTimeOffset? To = null, bool Waiting = false);

/// <summary>Refunds with the same status for the same reason.</summary>
/// <param name="Reason">The last error of refunds that wait out an outage; null for refunds without an error.</param>
/// <param name="Oldest">When the oldest of them moved last.</param>
public sealed record RefundGroup(RefundStatus Status, string? Reason, long Count, DateTimeOffset Oldest, bool Waiting);

/// <summary>Refunds of claims and of cancelled orders, from the event that requests them.</summary>
public sealed class RefundQueries
{
    private const int GroupsMax = 200;
    // An outage is being waited out, and nobody has to act.
    private const string IsWaiting =
        $"(waiting_since <> 0 and status <> '{nameof(RefundStatus.NeedsOperator)}')";
    private const string Reason =
        $"case when {IsWaiting} then last_error else coalesce(operator_reason, failure) end";
    private const string NotCompleted = $"status <> '{nameof(RefundStatus.Completed)}'";

    private readonly IReadStore _store;
    private readonly TimeProvider _clock;

    internal RefundQueries(IReadStore store, TimeProvider clock) => (_store, _clock) = (store, clock);

    /// <summary>Newest first.</summary>
    /// <param name="limit">1 to 200.</param>
    public Task<Page<RefundView>> List(
        string tenant, RefundFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from refunds", tenant)
            .AndIfGiven("status = @status", "status", filter.Status)
            // Lets the database use the index of refunds that are not completed.
            .AndIf(filter.Waiting || filter.Status is not (null or RefundStatus.Completed), NotCompleted)
            .AndIf(filter.Waiting, IsWaiting)
            .AndIfGiven("requested_at >= @from", "from", filter.From)
            .AndIfGiven("requested_at < @to", "to", filter.To)
            .ForRefunds(filter.Scope)
            .OlderThan(after, "requested_at")
            .Page<RefundRow, RefundView>(
                _store, "refunds", "requested_at desc, id desc", limit, row => new Cursor(row.RequestedAt, row.Id),
                View, cancellation);

    /// <summary>Refunds by status and reason with counts, largest group first; at most 200.</summary>
    public async Task<IReadOnlyList<RefundGroup>> Groups(
        string tenant, RefundGroupFilter filter, CancellationToken cancellation = default) =>
        await ReadModelMetrics.Measure("refund-groups", async () =>
            (await Filtered(
                    $"""
                    select status, {Reason} as reason, case when {IsWaiting} then 1 else 0 end as waiting, updated_at
                    from refunds
                    """,
                    tenant, filter)
                .Grouped(
                    "select status, reason, waiting, count(*) as count, min(updated_at) as oldest",
                    "status, reason, waiting")
                .Rows<GroupRow>(_store, "count desc, status, reason", GroupsMax, cancellation))
            .ConvertAll(row => new RefundGroup(
                Enum.Parse<RefundStatus>(row.Status), row.Reason, row.Count, Micros.ToTime(row.Oldest),
                row.Waiting == 1)));

    /// <summary>Ids, oldest first.</summary>
    public async Task<IReadOnlyList<string>> Ids(
        string tenant, RefundGroupFilter filter, int max, CancellationToken cancellation = default) =>
        (await Filtered("select id, requested_at from refunds", tenant, filter)
            .Rows<RefundRow>(_store, "requested_at, id", max, cancellation)).ConvertAll(row => row.Id);

    private ReadQuery Filtered(string select, string tenant, RefundGroupFilter filter) => ReadQuery.Of(select, tenant)
        .AndIfGiven("status = @status", "status", filter.Status)
        .AndIf(filter.Status != RefundStatus.Completed, NotCompleted)
        .AndIfGiven($"{Reason} = @reason", "reason", filter.Reason)
        .AndIf(filter.Waiting, IsWaiting)
        .AndIfGiven("requested_at >= @from", "from", filter.From)
        .AndIfGiven("requested_at < @to", "to", filter.To)
        .AndIfGiven("updated_at < @moment", "moment", _clock.GetUtcNow() - filter.OlderThan);

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

    private sealed class GroupRow
    {
        public string Status { get; set; } = "";

        public string? Reason { get; set; }

        public long Waiting { get; set; }

        public long Count { get; set; }

        public long Oldest { get; set; }
    }
}
