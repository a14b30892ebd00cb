using PosSaga.Claims;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>How a claim counts: what its row said before an event, and what it says after it.</summary>
internal readonly record struct ClaimCount(string Status, string? Agent)
{
    public static ClaimCount Of(ClaimRow row) => new(row.Status, row.AssignedAgent);

    public bool Exists => Status != nameof(ClaimStatus.None);

    public int Created => One(Status == nameof(ClaimStatus.Created));
    public int Assigned => One(Status == nameof(ClaimStatus.Assigned));
    public int InProgress => One(Status == nameof(ClaimStatus.InProgress));
    public int Resolved => One(Status == nameof(ClaimStatus.Resolved));
    public int Closed => One(Status == nameof(ClaimStatus.Closed));
    public int Withdrawn => One(Status == nameof(ClaimStatus.Withdrawn));
    public int Total => One(Exists);

    /// <summary>Somebody still has to do something about it.</summary>
    public int Active => Created + Assigned + InProgress;

    private static int One(bool counts) => counts ? 1 : 0;
}

/// <summary>What a batch adds to one row of the statistics. The tables add it up themselves, in the transaction of the
/// claims' rows and checkpoint: nothing has to be loaded, and nothing is counted twice.</summary>
internal sealed class ClaimDelta
{
    public required string Tenant { get; init; }
    public required string By { get; init; }
    public int Total { get; private set; }
    public int Created { get; private set; }
    public int Assigned { get; private set; }
    public int InProgress { get; private set; }
    public int Resolved { get; private set; }
    public int Closed { get; private set; }
    public int Withdrawn { get; private set; }
    public long LastAt { get; set; }

    public int Active => Created + Assigned + InProgress;

    /// <summary>Resolved, whether or not it was closed since.</summary>
    public int Done => Resolved + Closed;

    public bool IsNothing =>
        (Total, Created, Assigned, InProgress, Resolved, Closed, Withdrawn, LastAt) == (0, 0, 0, 0, 0, 0, 0, 0);

    public void Add(ClaimCount count, int sign)
    {
        Total += sign * count.Total;
        Created += sign * count.Created;
        Assigned += sign * count.Assigned;
        InProgress += sign * count.InProgress;
        Resolved += sign * count.Resolved;
        Closed += sign * count.Closed;
        Withdrawn += sign * count.Withdrawn;
    }

    public static readonly Table<ClaimDelta> Customers = new(
        "claim_customers",
        new TextColumn<ClaimDelta>("tenant", row => row.Tenant),
        new TextColumn<ClaimDelta>("customer_id", row => row.By),
        new IntColumn<ClaimDelta>("total", row => row.Total),
        new IntColumn<ClaimDelta>("active", row => row.Active),
        new IntColumn<ClaimDelta>("resolved", row => row.Resolved),
        new IntColumn<ClaimDelta>("closed", row => row.Closed),
        new IntColumn<ClaimDelta>("withdrawn", row => row.Withdrawn),
        new LongColumn<ClaimDelta>("last_at", row => row.LastAt))
    {
        KeyColumns = 2,
        Adds = ["total", "active", "resolved", "closed", "withdrawn"],
        Latest = ["last_at"],
    };

    public static readonly Table<ClaimDelta> Agents = new(
        "claim_agents",
        new TextColumn<ClaimDelta>("tenant", row => row.Tenant),
        new TextColumn<ClaimDelta>("agent_id", row => row.By),
        new IntColumn<ClaimDelta>("assigned", row => row.Total),
        new IntColumn<ClaimDelta>("active", row => row.Active),
        new IntColumn<ClaimDelta>("resolved", row => row.Done),
        new LongColumn<ClaimDelta>("last_at", row => row.LastAt))
    {
        KeyColumns = 2,
        Adds = ["assigned", "active", "resolved"],
        Latest = ["last_at"],
    };

    public static readonly Table<ClaimDelta> Types = new(
        "claim_types",
        new TextColumn<ClaimDelta>("tenant", row => row.Tenant),
        new TextColumn<ClaimDelta>("type", row => row.By),
        new IntColumn<ClaimDelta>("total", row => row.Total),
        new IntColumn<ClaimDelta>("created", row => row.Created),
        new IntColumn<ClaimDelta>("assigned", row => row.Assigned),
        new IntColumn<ClaimDelta>("in_progress", row => row.InProgress),
        new IntColumn<ClaimDelta>("resolved", row => row.Resolved),
        new IntColumn<ClaimDelta>("closed", row => row.Closed),
        new IntColumn<ClaimDelta>("withdrawn", row => row.Withdrawn))
    {
        KeyColumns = 2,
        Adds = ["total", "created", "assigned", "in_progress", "resolved", "closed", "withdrawn"],
    };
}
