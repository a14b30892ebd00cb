using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.ReadModels;

/// <summary>Claims, the words that find them, and their statistics: one model, so that the counts always agree with the
/// claims.</summary>
internal sealed class ClaimsFold(IEventCodec codec) : Fold<ClaimRow>(codec, ClaimRow.Table)
{
    private const string Customer = "customer";

    public static readonly Projection Projection = new(
        Models.Claims, SchemaVersion: 4,
        [ClaimText.Table, ClaimRow.Table, ClaimDelta.Customers, ClaimDelta.Agents, ClaimDelta.Types],
        codec => new ClaimsFold(codec));

    private readonly ClaimCounts _counts = new();

    // Claims whose row of words has to be written again.
    private readonly HashSet<ClaimRow> _changedTexts = [];

    public override bool HoldsPersonalData => true;

    public override bool Handles(string eventType) => eventType.StartsWith("claim.", StringComparison.Ordinal);

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var row = Rows.Get(KeyOf(e));
        // Folded before; its counts must not be added a second time.
        if (e.Version <= row.Version)
            return;
        var @event = (ClaimEvent)await Codec.Decode(e.Type, e.Data, cancellation);
        var before = CountedClaim.Of(row);
        var reworded = ClaimFold.Apply(row, @event, e.Position);
        if (reworded || (row.Position > 0 && CountedClaim.Of(row) != before))
            _changedTexts.Add(row);
        row.Version = e.Version;
        _counts.Changed(row, before);
        if (@event is ClaimEvent.Created)
            _counts.Created(row);
        else if (@event is ClaimEvent.Assigned)
            _counts.Assigned(row);
        Rows.Change(row);
    }

    public override async Task Erase(
        IReadOnlyList<string> subjects, IReadStore store, int generation, CancellationToken cancellation)
    {
        var customers = CustomersOf(subjects);
        foreach (var row in await Rows.Find(["tenant", "customer_id"], customers, store, generation, cancellation))
        {
            if (row.Erased == 1)
                continue;
            ClaimFold.Erase(row);
            Rows.Change(row);
            if (row.Position > 0)
                _changedTexts.Add(row);
        }
    }

    public override List<Changes> Changes()
    {
        var changes = base.Changes();
        if (_changedTexts.Count > 0)
            changes.Add(new Changes<ClaimText>(ClaimText.Table, [.. _changedTexts.Select(ClaimText.Of)]));
        changes.AddRange(_counts.Changes());
        return changes;
    }

    public override void Committed()
    {
        base.Committed();
        _changedTexts.Clear();
        _counts.Clear();
    }

    public override void Reset()
    {
        base.Reset();
        _changedTexts.Clear();
        _counts.Clear();
    }

    // Tenant and id; a subject is {tenant}/{kind}/{id}.
    private static List<string[]> CustomersOf(IEnumerable<string> subjects) =>
        [.. subjects.Select(subject => subject.Split('/', 3)).Where(parts => parts is [_, Customer, _])
            .Select(parts => new[] { parts[0], parts[2] })];
}

/// <summary>How a claim's events change its row. The status after each is <see cref="ClaimLifecycle"/>'s.</summary>
internal static class ClaimFold
{
    /// <param name="position">Of the event.</param>
    /// <returns>True when the words that find the claim have changed.</returns>
    public static bool Apply(ClaimRow row, ClaimEvent @event, long position)
    {
        Write(LifecycleOf(row).After(@event), row);
        if (!ClaimLifecycle.IsOnlyAnAnswer(@event))
            row.UpdatedAt = Micros.Of(@event.At);
        return Set(row, @event, position) && row.Position > 0;
    }

    private static bool Set(ClaimRow row, ClaimEvent @event, long position)
    {
        var at = Micros.Of(@event.At);
        switch (@event)
        {
            case ClaimEvent.Created created:
                Create(row, created);
                (row.Position, row.CreatedAt) = (position, at);
                return true;
            case ClaimEvent.Enriched enriched:
                (row.StoreId, row.PaymentId) = (enriched.StoreId, enriched.PaymentId);
                row.Lines = ClaimLines.Of(enriched.Goods);
                return true;
            case ClaimEvent.Assigned assigned:
                (row.AssignedAgent, row.AssignedAt) = (assigned.AgentId, at);
                return false;
            case ClaimEvent.Started:
                row.StartedAt = at;
                return false;
            case ClaimEvent.Resolved resolved:
                row.ResolvedAt = at;
                if (resolved.Resolution.IsErased || row.Erased == 1)
                    Erase(row);
                else
                    row.Resolution = resolved.Resolution.Value;
                return true;
            case ClaimEvent.Closed:
                row.ClosedAt = at;
                return false;
            case ClaimEvent.Reopened:
                row.ReopenedAt = at;
                return false;
            case ClaimEvent.Withdrawn:
                row.WithdrawnAt = at;
                return false;
            case ClaimEvent.RefundRequested:
                row.RefundRequestedAt = at;
                return false;
            case ClaimEvent.Opening opening:
                row.CustomerId = opening.CustomerId;
                // The text is not stored, but the row must be marked as erased also after a rebuild.
                if (opening.Description.IsErased)
                    Erase(row);
                return false;
            case ClaimEvent.NotOpened or ClaimEvent.EnrichmentRefused or ClaimEvent.PiecesLetGo:
            case ClaimEvent.RefundMoved:
            case var answer when ClaimLifecycle.IsOnlyAnAnswer(answer):
                return false;
            default:
                throw new JournalCorruptException($"The claims model does not know {@event.GetType().Name}.");
        }
    }

    private static void Create(ClaimRow row, ClaimEvent.Created created)
    {
        (row.CustomerId, row.OrderId) = (created.CustomerId, created.OrderId);
        (row.Type, row.Urgency) = (created.Type.ToString(), created.Urgency.ToString());
        row.Lines = ClaimLines.Of(created.Lines);
        if (created.Description.IsErased)
            Erase(row);
        else
            row.Description = created.Description.Value;
    }

    public static void Erase(ClaimRow row) => (row.Description, row.Resolution, row.Erased) = (null, null, 1);

    private static ClaimLifecycle LifecycleOf(ClaimRow row) => new()
    {
        Status = Enum.Parse<ClaimStatus>(row.Status),
        Enrichment = Enum.Parse<Enrichment>(row.Enrichment),
        Pieces = Enum.Parse<ClaimPieces>(row.Pieces),
        HasOrder = row.HasOrder == 1,
        HasAgent = row.AssignedAgent is not null,
        Refund = row.RefundStatus is null ? null : Enum.Parse<RefundStatus>(row.RefundStatus),
    };

    private static void Write(ClaimLifecycle lifecycle, ClaimRow row)
    {
        row.Status = lifecycle.Status.ToString();
        row.Enrichment = lifecycle.Enrichment.ToString();
        row.Pieces = lifecycle.Pieces.ToString();
        row.HasOrder = lifecycle.HasOrder ? 1 : 0;
        row.RefundStatus = lifecycle.Refund?.ToString();
        row.Errand = lifecycle.PendingAction.ToString();
    }
}
