using PosSaga.Claims;

namespace PosSaga.ReadModels;

/// <summary>Claims of one type, now.</summary>
public sealed record TypeStatistics(
    ClaimType Type, int Total, int Created, int Assigned, int InProgress, int Resolved, int Closed,
    int Withdrawn = 0);

/// <summary>Claims of one customer, now.</summary>
/// <param name="Active">Neither resolved nor closed nor withdrawn.</param>
/// <param name="Resolved">And not closed yet.</param>
/// <param name="LastClaimAt">When the newest was made.</param>
public sealed record CustomerStatistics(
    string CustomerId, int Total, int Active, int Resolved, int Closed, DateTimeOffset LastClaimAt,
    int Withdrawn = 0);

/// <summary>Claims of one agent, now: a claim that went on to another agent counts there.</summary>
/// <param name="Assigned">All that are theirs.</param>
/// <param name="Active">Of these, neither resolved nor closed nor withdrawn.</param>
/// <param name="Resolved">Of these, resolved, closed or not.</param>
/// <param name="LastAssignedAt">When a claim was last assigned to them, whoever has it now.</param>
public sealed record AgentStatistics(
    string AgentId, int Assigned, int Active, int Resolved, DateTimeOffset LastAssignedAt);

/// <summary>Counts of claims, equal to a recount of the events up to the model's position.</summary>
public sealed class ClaimStatistics
{
    // The list's limit; there is at most one row for each type.
    private const int TypesMax = 100;

    private readonly IReadStore _store;

    internal ClaimStatistics(IReadStore store) => _store = store;

    /// <summary>Every type of which there is a claim.</summary>
    public async Task<IReadOnlyList<TypeStatistics>> ByType(string tenant, CancellationToken cancellation = default) =>
        await ReadModelMetrics.Measure("claims-by-type", async () =>
            (await ReadQuery.Of("select * from claim_types", tenant)
                .Rows<CountsRow>(_store, "type", TypesMax, cancellation))
            .ConvertAll(row => new TypeStatistics(
                Enum.Parse<ClaimType>(row.Type), row.Total, row.Created, row.Assigned, row.InProgress, row.Resolved,
                row.Closed, row.Withdrawn)));

    /// <summary>By customer id.</summary>
    public Task<Page<CustomerStatistics>> ByCustomer(
        string tenant, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from claim_customers", tenant)
            .AndIfGiven("customer_id > @id", "id", after?.Id)
            .Page<CountsRow, CustomerStatistics>(
                _store, "claims-by-customer", "customer_id", limit, row => new Cursor(0, row.CustomerId),
                row => new(row.CustomerId, row.Total, row.Active, row.Resolved, row.Closed,
                    Micros.ToTime(row.LastAt), row.Withdrawn),
                cancellation);

    /// <summary>By agent id.</summary>
    public Task<Page<AgentStatistics>> ByAgent(
        string tenant, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from claim_agents", tenant)
            .AndIfGiven("agent_id > @id", "id", after?.Id)
            .Page<CountsRow, AgentStatistics>(
                _store, "claims-by-agent", "agent_id", limit, row => new Cursor(0, row.AgentId),
                row => new(row.AgentId, row.Assigned, row.Active, row.Resolved, Micros.ToTime(row.LastAt)),
                cancellation);

    // A row of any of the three tables; properties without a column stay at their defaults.
    private sealed class CountsRow
    {
        public string Type { get; set; } = "";
        public string CustomerId { get; set; } = "";
        public string AgentId { get; set; } = "";
        public int Total { get; set; }
        public int Active { get; set; }
        public int Created { get; set; }
        public int Assigned { get; set; }
        public int InProgress { get; set; }
        public int Resolved { get; set; }
        public int Closed { get; set; }
        public int Withdrawn { get; set; }
        public long LastAt { get; set; }
    }
}
