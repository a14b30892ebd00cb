using PosSaga.Claims;

namespace PosSaga.ReadModels;

/// <summary>The columns of a claim that the statistics count, taken before and after an event.</summary>
internal readonly record struct CountedClaim(string Status, string? Agent)
{
    public static CountedClaim Of(ClaimRow row) => new(row.Status, row.AssignedAgent);
}

/// <summary>What a batch adds to the statistics.</summary>
internal sealed class ClaimCounts
{
    private readonly Dictionary<(string Tenant, string By), ClaimDelta> _customers = [];
    private readonly Dictionary<(string Tenant, string By), ClaimDelta> _agents = [];
    private readonly Dictionary<(string Tenant, string By), ClaimDelta> _types = [];

    public void Changed(ClaimRow row, CountedClaim before)
    {
        var after = CountedClaim.Of(row);
        if (before == after)
            return;
        foreach (var delta in new[] { Of(_customers, row.Tenant, row.CustomerId), Of(_types, row.Tenant, row.Type) })
        {
            delta.Add(before.Status, -1);
            delta.Add(after.Status, 1);
        }
        if (before.Agent is { } left)
            Of(_agents, row.Tenant, left).Add(before.Status, -1);
        if (after.Agent is { } joined)
            Of(_agents, row.Tenant, joined).Add(after.Status, 1);
    }

    public void Created(ClaimRow row) => SetLast(Of(_customers, row.Tenant, row.CustomerId), row.CreatedAt);

    public void Assigned(ClaimRow row) => SetLast(Of(_agents, row.Tenant, row.AssignedAgent!), row.AssignedAt);

    public IEnumerable<Changes> Changes() =>
    [
        .. Changes(ClaimDelta.Customers, _customers), .. Changes(ClaimDelta.Agents, _agents),
        .. Changes(ClaimDelta.Types, _types),
    ];

    public void Clear()
    {
        _customers.Clear();
        _agents.Clear();
        _types.Clear();
    }

    private static void SetLast(ClaimDelta delta, long at) => delta.LastAt = Math.Max(delta.LastAt, at);

    private static ClaimDelta Of(Dictionary<(string, string), ClaimDelta> deltas, string tenant, string by)
    {
        if (!deltas.TryGetValue((tenant, by), out var delta))
            deltas[(tenant, by)] = delta = new ClaimDelta { Tenant = tenant, By = by };
        return delta;
    }

    private static IEnumerable<Changes> Changes(
        Table<ClaimDelta> table, Dictionary<(string, string), ClaimDelta> deltas)
    {
        var changed = deltas.Values.Where(delta => !delta.IsZero).ToList();
        return changed.Count == 0 ? [] : [new Changes<ClaimDelta>(table, changed)];
    }
}

/// <summary>What a batch adds to one row of the statistics. The upsert adds it to the table's values, in the
/// transaction of the claims' rows and checkpoint: nothing is loaded, and nothing is counted twice.</summary>
internal sealed class ClaimDelta
{
    public required string Tenant { get; init; }
    public required string By { get; init; }
    public int Created { get; private set; }
    public int Assigned { get; private set; }
    public int InProgress { get; private set; }
    public int Resolved { get; private set; }
    public int Closed { get; private set; }
    public int Withdrawn { get; private set; }
    public long LastAt { get; set; }

    public int Active => Created + Assigned + InProgress;

    /// <summary>Resolved, whether or not closed since.</summary>
    public int Done => Resolved + Closed;

    public int Total => Active + Done + Withdrawn;

    public bool IsZero =>
        (Created, Assigned, InProgress, Resolved, Closed, Withdrawn, LastAt) == (0, 0, 0, 0, 0, 0, 0);

    public void Add(string status, int sign) => _ = status switch
    {
        nameof(ClaimStatus.Created) => Created += sign,
        nameof(ClaimStatus.Assigned) => Assigned += sign,
        nameof(ClaimStatus.InProgress) => InProgress += sign,
        nameof(ClaimStatus.Resolved) => Resolved += sign,
        nameof(ClaimStatus.Closed) => Closed += sign,
        nameof(ClaimStatus.Withdrawn) => Withdrawn += sign,
        // There is no claim yet.
        _ => 0,
    };

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
