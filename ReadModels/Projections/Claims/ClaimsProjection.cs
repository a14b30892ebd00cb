using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>Claims, the words that find them, and their statistics: one model, so that a count and what is counted are
/// never apart.</summary>
internal sealed class ClaimsProjection : Projection
{
    public override string Name => Models.Claims;

    public override int SchemaVersion => 4;

    public override IReadOnlyList<Table> Tables =>
        [ClaimText.Table, ClaimRow.Table, ClaimDelta.Customers, ClaimDelta.Agents, ClaimDelta.Types];

    public override Fold NewFold(IEventCodec codec) => new ClaimsFold(codec);
}

internal sealed class ClaimsFold : Fold
{
    private readonly IEventCodec _codec;
    private readonly RowSet<ClaimRow> _claims;
    private readonly ClaimCounts _counts = new();
    private readonly HashSet<ClaimRow> _refound = [];

    public ClaimsFold(IEventCodec codec) => (_codec, _claims) = (codec, Rows(ClaimRow.Table));

    public override bool Concerns(RecordedEvent e)
    {
        if (!e.Type.StartsWith("claim.", StringComparison.Ordinal))
            return false;
        _claims.Want(KeyOf(e));
        return true;
    }

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var row = _claims.Get(KeyOf(e));
        // An old one: it changes no row, and so no count either.
        if (e.Version <= row.Version)
            return;
        var @event = (ClaimEvent)await _codec.Decode(e.Type, e.Data, cancellation);
        var before = ClaimCount.Of(row);
        var reworded = ClaimFold.Apply(row, @event, e.Position);
        if (reworded || (row.Position > 0 && ClaimCount.Of(row) != before))
            _refound.Add(row);
        row.Version = e.Version;
        _counts.Moved(row, before);
        if (@event is ClaimEvent.Created)
            _counts.Opened(row);
        else if (@event is ClaimEvent.Assigned)
            _counts.Assigned(row);
        _claims.Change(row);
    }

    public override bool HoldsPersonalData => true;

    public override async Task Erase(
        IReadOnlyList<string> subjects, IReadStore store, int generation, CancellationToken cancellation)
    {
        var customers = Subjects.Customers(subjects);
        foreach (var row in await _claims.Find(["tenant", "customer_id"], customers, store, generation, cancellation))
        {
            if (row.Erased == 1)
                continue;
            ClaimFold.Erase(row);
            _claims.Change(row);
            if (row.Position > 0)
                _refound.Add(row);
        }
    }

    public override List<Changes> Changes()
    {
        var changes = base.Changes();
        if (_refound.Count > 0)
            changes.Add(new Changes<ClaimText>(ClaimText.Table, [.. _refound.Select(ClaimText.Of)]));
        changes.AddRange(_counts.Changes());
        return changes;
    }

    public override void Written()
    {
        base.Written();
        _refound.Clear();
        _counts.Clear();
    }

    public override void Forget()
    {
        base.Forget();
        _refound.Clear();
        _counts.Clear();
    }
}
