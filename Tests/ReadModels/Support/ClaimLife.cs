using PosSaga.Claims;

namespace PosSaga.Tests.ReadModels;

/// <summary>One claim by its events alone, independent of the rules of the system whose counts are checked against
/// it.</summary>
internal sealed class ClaimLife
{
    public ClaimType Type { get; private set; }

    public string Customer { get; private set; } = "";

    public string? Agent { get; private set; }

    /// <summary>None where it was never created.</summary>
    public ClaimStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public void Happened(ClaimEvent @event)
    {
        switch (@event)
        {
            case ClaimEvent.Created created:
                (Type, Customer, Status) = (created.Type, created.CustomerId, ClaimStatus.Created);
                CreatedAt = created.At;
                break;
            case ClaimEvent.Assigned assigned:
                (Agent, Status) = (assigned.AgentId, ClaimStatus.Assigned);
                break;
            case ClaimEvent.Started:
                Status = ClaimStatus.InProgress;
                break;
            case ClaimEvent.Resolved:
                Status = ClaimStatus.Resolved;
                break;
            case ClaimEvent.Closed:
                Status = ClaimStatus.Closed;
                break;
            case ClaimEvent.Withdrawn:
                Status = ClaimStatus.Withdrawn;
                break;
            case ClaimEvent.Reopened:
                Status = Agent is null ? ClaimStatus.Created : ClaimStatus.Assigned;
                break;
        }
    }
}

/// <summary>Of some claims: active is neither resolved nor closed nor withdrawn.</summary>
internal sealed record ClaimCount(int Total, int Active, int Resolved, int Closed, int Withdrawn)
{
    public static ClaimCount Of(IEnumerable<ClaimLife> claims)
    {
        var all = claims.ToList();
        var (resolved, closed, withdrawn) =
            (In(ClaimStatus.Resolved), In(ClaimStatus.Closed), In(ClaimStatus.Withdrawn));
        return new(all.Count, all.Count - resolved - closed - withdrawn, resolved, closed, withdrawn);

        int In(ClaimStatus status) => all.Count(claim => claim.Status == status);
    }
}
