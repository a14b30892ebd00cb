using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>The statistics' share of a batch, gathered while the claims are folded.</summary>
internal sealed class ClaimCounts
{
    private readonly Dictionary<(string Tenant, string By), ClaimDelta> _customers = [];
    private readonly Dictionary<(string Tenant, string By), ClaimDelta> _agents = [];
    private readonly Dictionary<(string Tenant, string By), ClaimDelta> _types = [];

    public void Moved(ClaimRow row, ClaimCount before)
    {
        var after = ClaimCount.Of(row);
        if (before == after)
            return;
        Move(Of(_customers, row.Tenant, row.CustomerId), before, after);
        Move(Of(_types, row.Tenant, row.Type), before, after);
        if (before.Agent is { } left)
            Of(_agents, row.Tenant, left).Add(before, -1);
        if (after.Agent is { } came)
            Of(_agents, row.Tenant, came).Add(after, 1);
    }

    public void Opened(ClaimRow row) => Last(Of(_customers, row.Tenant, row.CustomerId), row.CreatedAt);

    public void Assigned(ClaimRow row) => Last(Of(_agents, row.Tenant, row.AssignedAgent!), row.AssignedAt);

    public IEnumerable<Changes> Changes() =>
        [.. Changes(ClaimDelta.Customers, _customers), .. Changes(ClaimDelta.Agents, _agents), .. Changes(ClaimDelta.Types, _types)];

    public void Clear()
    {
        _customers.Clear();
        _agents.Clear();
        _types.Clear();
    }

    private static void Last(ClaimDelta delta, long at) => delta.LastAt = Math.Max(delta.LastAt, at);

    private static void Move(ClaimDelta delta, ClaimCount before, ClaimCount after)
    {
        delta.Add(before, -1);
        delta.Add(after, 1);
    }

    private static ClaimDelta Of(Dictionary<(string, string), ClaimDelta> deltas, string tenant, string by)
    {
        if (!deltas.TryGetValue((tenant, by), out var delta))
            deltas[(tenant, by)] = delta = new ClaimDelta { Tenant = tenant, By = by };
        return delta;
    }

    private static IEnumerable<Changes> Changes(
        Table<ClaimDelta> table, Dictionary<(string, string), ClaimDelta> deltas)
    {
        var changed = deltas.Values.Where(delta => !delta.IsNothing).ToList();
        return changed.Count == 0 ? [] : [new Changes<ClaimDelta>(table, changed)];
    }
}
