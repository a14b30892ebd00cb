using PosSaga.Claims;

namespace PosSaga.ReadModels;

/// <param name="AgentId">Whose it is now.</param>
/// <param name="Q">Words, each the beginning of one in description, resolution, customer, order or SKU; in any case,
/// with or without accents. Of what stands together, like an id, only the last is a beginning.</param>
/// <param name="Scope">Null: all of the tenant.</param>
public sealed record ClaimFilter(
    ClaimStatus? Status = null, ClaimType? Type = null, string? CustomerId = null, string? AgentId = null,
    string? Q = null, ReadScope? Scope = null);

/// <summary>Claims, newest first.</summary>
public interface IClaimQueries
{
    /// <summary>Texts of an erased customer are null, and no <see cref="ClaimFilter.Q"/> finds their claims.</summary>
    /// <param name="limit">1 to 200.</param>
    Task<Page<ClaimView>> List(
        string tenant, ClaimFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);
}

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
/// <param name="LastAssignedAt">When they last were given one, whoever has it now.</param>
public sealed record AgentStatistics(
    string AgentId, int Assigned, int Active, int Resolved, DateTimeOffset LastAssignedAt);

/// <summary>Counts of claims, equal to a recount of the events up to the model's position.</summary>
public interface IClaimStatistics
{
    /// <summary>Every type of which there is a claim.</summary>
    Task<IReadOnlyList<TypeStatistics>> ByType(string tenant, CancellationToken cancellation = default);

    /// <summary>By customer id.</summary>
    Task<Page<CustomerStatistics>> ByCustomer(
        string tenant, Cursor? after, int limit, CancellationToken cancellation = default);

    /// <summary>By agent id.</summary>
    Task<Page<AgentStatistics>> ByAgent(
        string tenant, Cursor? after, int limit, CancellationToken cancellation = default);
}
