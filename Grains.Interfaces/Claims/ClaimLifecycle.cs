using System.Text.Json.Serialization;
using PosSaga.Refunds;

namespace PosSaga.Claims;

/// <summary>The order's pieces as the claim knows of them. Asked: perhaps held for it, perhaps not yet.</summary>
public enum ClaimPieces { None, Asked, Held }

/// <summary>What a claim still has to do by itself; the watchdog comes by until it is None.</summary>
public enum ClaimPendingAction
{
    None,

    /// <summary>Have the order's pieces held; only then is there a claim.</summary>
    Open,

    /// <summary>Have the order's pieces held, and learn what they are.</summary>
    Enrich,

    /// <summary>Tell the order that its pieces are free again.</summary>
    LetGo,
}

/// <summary>Where a claim stands after each event: one rule for the grain's fold and for every read model.</summary>
public sealed record ClaimLifecycle
{
    public static ClaimLifecycle Initial { get; } = new();

    /// <summary>None: there is no such claim, or not yet.</summary>
    public ClaimStatus Status { get; init; }

    public Enrichment Enrichment { get; init; }

    public ClaimPieces Pieces { get; init; }

    /// <summary>An order is linked, or will be as soon as it can be read.</summary>
    public bool HasOrder { get; init; }

    public bool HasAgent { get; init; }

    /// <summary>Null while none was asked for.</summary>
    public RefundStatus? Refund { get; init; }

    [JsonIgnore]
    public ClaimPendingAction PendingAction => this switch
    {
        { Pieces: ClaimPieces.None }                                             => ClaimPendingAction.None,
        { HasOrder: false }                                                      => ClaimPendingAction.LetGo,
        { Status: ClaimStatus.None }                                             => ClaimPendingAction.Open,
        // A refund that is on its way or was paid keeps the pieces for ever; one that failed paid nothing for them.
        { Status: ClaimStatus.Closed or ClaimStatus.Withdrawn, Refund: null or RefundStatus.Failed } =>
            ClaimPendingAction.LetGo,
        { Pieces: ClaimPieces.Asked }                                            => ClaimPendingAction.Enrich,
        _                                                                        => ClaimPendingAction.None,
    };

    public ClaimLifecycle After(ClaimEvent @event) => @event switch
    {
        ClaimEvent.Opening => this with { HasOrder = true, Pieces = ClaimPieces.Asked },
        ClaimEvent.NotOpened => this with { HasOrder = false },
        ClaimEvent.Created { OrderId: null } => this with { Status = ClaimStatus.Created },
        ClaimEvent.Created => Asking() with { Status = ClaimStatus.Created, HasOrder = true },
        ClaimEvent.Enriched => this with { Enrichment = Enrichment.Complete, Pieces = ClaimPieces.Held },
        ClaimEvent.EnrichmentRefused => this with { Enrichment = Enrichment.None, HasOrder = false },
        ClaimEvent.PiecesLetGo => this with
        {
            Pieces = ClaimPieces.None,
            Enrichment = Enrichment == Enrichment.Pending ? Enrichment.None : Enrichment,
        },
        ClaimEvent.Assigned => this with { Status = ClaimStatus.Assigned, HasAgent = true },
        ClaimEvent.Started => this with { Status = ClaimStatus.InProgress },
        ClaimEvent.Resolved => this with { Status = ClaimStatus.Resolved },
        ClaimEvent.Closed => this with { Status = ClaimStatus.Closed },
        ClaimEvent.Withdrawn => this with { Status = ClaimStatus.Withdrawn },
        // Closed, it let the pieces go: they have to be held anew.
        ClaimEvent.Reopened => (Status == ClaimStatus.Closed && HasOrder ? Asking() : this) with
        {
            Status = HasAgent ? ClaimStatus.Assigned : ClaimStatus.Created,
        },
        ClaimEvent.RefundRequested => this with { Refund = RefundStatus.Requested },
        ClaimEvent.RefundMoved e => this with { Refund = e.Status },
        _ when IsOnlyAnAnswer(@event) => this,
        _ => throw new InvalidOperationException($"A claim does not know {@event.GetType().Name}."),
    };

    /// <summary>What somebody was told, kept for whoever asks again with the same key: the claim is as it
    /// was.</summary>
    public static bool IsOnlyAnAnswer(ClaimEvent @event) =>
        @event is ClaimEvent.Refused or ClaimEvent.RefundRefused or ClaimEvent.AssignmentKept;

    private ClaimLifecycle Asking() => this with { Pieces = ClaimPieces.Asked, Enrichment = Enrichment.Pending };
}
