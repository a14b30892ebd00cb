using PosSaga.Claims;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Queries;

internal sealed class ClaimStatistics(IReadStore store) : IClaimStatistics
{
    // Of every type there is at most one row.
    private const int TypesMax = 100;

    public async Task<IReadOnlyList<TypeStatistics>> ByType(string tenant, CancellationToken cancellation = default) =>
        await ReadModelMetrics.Measure("claims-by-type", async () =>
            (await ReadQuery.Of("select * from claim_types", "tenant", tenant).Settled()
                .Rows<TypeRow>(store, "type", TypesMax, cancellation))
            .ConvertAll(row => new TypeStatistics(
                Enum.Parse<ClaimType>(row.Type), row.Total, row.Created, row.Assigned, row.InProgress, row.Resolved,
                row.Closed, row.Withdrawn)));

    public Task<Page<CustomerStatistics>> ByCustomer(
        string tenant, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from claim_customers", "tenant", tenant).Settled()
            .AndIf(after is not null, "customer_id > @id", ("id", after?.Id))
            .Page<CustomerRow, CustomerStatistics>(
                store, "claims-by-customer", "customer_id", limit, row => new Cursor(0, row.CustomerId),
                row => new(row.CustomerId, row.Total, row.Active, row.Resolved, row.Closed,
                    Micros.ToTime(row.LastAt), row.Withdrawn),
                cancellation);

    public Task<Page<AgentStatistics>> ByAgent(
        string tenant, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from claim_agents", "tenant", tenant).Settled()
            .AndIf(after is not null, "agent_id > @id", ("id", after?.Id))
            .Page<AgentRow, AgentStatistics>(
                store, "claims-by-agent", "agent_id", limit, row => new Cursor(0, row.AgentId),
                row => new(row.AgentId, row.Assigned, row.Active, row.Resolved, Micros.ToTime(row.LastAt)),
                cancellation);

    private sealed class TypeRow
    {
        public string Type { get; set; } = "";
        public int Total { get; set; }
        public int Created { get; set; }
        public int Assigned { get; set; }
        public int InProgress { get; set; }
        public int Resolved { get; set; }
        public int Closed { get; set; }
        public int Withdrawn { get; set; }
    }

    private sealed class CustomerRow
    {
        public string CustomerId { get; set; } = "";
        public int Total { get; set; }
        public int Active { get; set; }
        public int Resolved { get; set; }
        public int Closed { get; set; }
        public int Withdrawn { get; set; }
        public long LastAt { get; set; }
    }

    private sealed class AgentRow
    {
        public string AgentId { get; set; } = "";
        public int Assigned { get; set; }
        public int Active { get; set; }
        public int Resolved { get; set; }
        public long LastAt { get; set; }
    }
}
