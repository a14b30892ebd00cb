using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Projections;

/// <summary>How a claim's events show in its row. Where it stands after each is told by
/// <see cref="ClaimLifecycle"/>.</summary>
internal static class ClaimFold
{
    /// <param name="position">Of the event.</param>
    /// <returns>True when other words find the claim from now on.</returns>
    public static bool Apply(ClaimRow row, ClaimEvent @event, long position)
    {
        Stand(row, Standing(row).After(@event));
        if (!ClaimLifecycle.IsOnlyAnAnswer(@event))
            row.UpdatedAt = Micros.Of(@event.At);
        return Note(row, @event, position) && row.Position > 0;
    }

    private static bool Note(ClaimRow row, ClaimEvent @event, long position)
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
                // Nothing of it is kept, but a row that remembers who was erased must do so after a rebuild, too.
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

    private static ClaimLifecycle Standing(ClaimRow row) => new()
    {
        Status = Enum.Parse<ClaimStatus>(row.Status),
        Enrichment = Enum.Parse<Enrichment>(row.Enrichment),
        Pieces = Enum.Parse<ClaimPieces>(row.Pieces),
        HasOrder = row.HasOrder == 1,
        HasAgent = row.AssignedAgent is not null,
        Refund = row.RefundStatus is null ? null : Enum.Parse<RefundStatus>(row.RefundStatus),
    };

    private static void Stand(ClaimRow row, ClaimLifecycle standing)
    {
        row.Status = standing.Status.ToString();
        row.Enrichment = standing.Enrichment.ToString();
        row.Pieces = standing.Pieces.ToString();
        row.HasOrder = standing.HasOrder ? 1 : 0;
        row.RefundStatus = standing.Refund?.ToString();
        row.Errand = standing.PendingAction.ToString();
    }
}
