using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Streams;

namespace PosSaga.Claims;

/// <summary>One claim as its log tells it.</summary>
[StoredAs("claim.state/1")]
public sealed record Claim : IAggregate<Claim, ClaimEvent>, IParticipantState
{
    public static Claim Initial { get; } = new();

    public ClaimLifecycle Standing { get; init; } = ClaimLifecycle.Initial;

    /// <summary>What was asked for; null until somebody asked.</summary>
    public ClaimContent? Content { get; init; }

    /// <summary>Why there is no such claim although it was asked for.</summary>
    public Refusal? NotOpened { get; init; }

    /// <summary>Of the request that was refused; null where the claim was first asked for and refused after.</summary>
    public string? RefusedFingerprint { get; init; }

    /// <summary>Why no refund was started, if that is the last that was said; null after any other event.</summary>
    public Refusal? RefundRefusal { get; init; }

    public ClaimSale? Sale { get; init; }

    public string? AssignedAgent { get; init; }

    public Personal<string>? Resolution { get; init; }

    public string? RefundKey { get; init; }

    /// <summary>The last that was begun; null: the first, or none.</summary>
    public int? RefundAttempt { get; init; }

    public ClaimTimes Times { get; init; } = new();

    /// <summary>Version at which it came to want the order's pieces, the last time it did.</summary>
    public long Wish { get; init; }

    /// <summary>Version as it was first answered: what a repeated creation hears again.</summary>
    public long CreatedVersion { get; init; }

    /// <summary>Version of the last event that somebody asked for. What follows by itself, the refund's progress say,
    /// spoils nobody's <c>If-Match</c>.</summary>
    public long EditedVersion { get; init; }

    public long HandledUpTo { get; init; }

    public long Version { get; init; }

    [JsonIgnore] public bool Exists => Standing.Status != ClaimStatus.None;

    [JsonIgnore] public bool HasRefund => Standing.Refund is not null;

    /// <summary>One that has not failed: on its way, or paid.</summary>
    [JsonIgnore] public bool HasLivingRefund => Standing.Refund is not (null or RefundStatus.Failed);

    /// <summary>What it wants of its order: the same as before, once it is known.</summary>
    [JsonIgnore]
    public IReadOnlyList<ClaimLine> Lines => Sale is null
        ? Content?.Lines ?? []
        : [.. Sale.Goods.Select(goods => new ClaimLine(goods.Sku, goods.Quantity, goods.Condition))];

    public Claim Apply(ClaimEvent @event)
    {
        var version = Version + 1;
        var standing = Standing.After(@event);
        var isEdit = @event is ClaimEvent.Created or ClaimEvent.Assigned or ClaimEvent.Started or ClaimEvent.Resolved
            or ClaimEvent.Closed or ClaimEvent.Reopened or ClaimEvent.RefundRequested
            or ClaimEvent.Withdrawn;
        return Fold(@event, version) with
        {
            Standing = standing,
            Times = Times.After(@event),
            Wish = standing.Pieces == ClaimPieces.Asked
                && (Standing.Pieces != ClaimPieces.Asked || @event is ClaimEvent.Reopened)
                ? version
                : Wish,
            RefundRefusal = (@event as ClaimEvent.RefundRefused)?.Refusal,
            EditedVersion = isEdit ? version : EditedVersion,
            Version = version,
        };
    }

    private Claim Fold(ClaimEvent @event, long version) => @event switch
    {
        ClaimEvent.Opening e when Content is null => this with { Content = ClaimContent.Of(e) },
        ClaimEvent.Created e when !Exists && NotOpened is null =>
            this with { Content = ClaimContent.Of(e), CreatedVersion = version },
        ClaimEvent.Refused e when Content is null && NotOpened is null =>
            this with { NotOpened = e.Refusal, RefusedFingerprint = e.Fingerprint },
        ClaimEvent.NotOpened e when !Exists => this with { NotOpened = e.Refusal },
        ClaimEvent.PiecesLetGo => this,
        _ when !Exists =>
            throw new JournalCorruptException($"{@event.GetType().Name} of a claim that was not created."),
        // Recorded together with the creation, it was part of the answer.
        ClaimEvent.Enriched e => this with
        {
            Sale = ClaimSale.Of(e),
            CreatedVersion = Version == CreatedVersion && e.At == Times.CreatedAt ? version : CreatedVersion,
        },
        ClaimEvent.Assigned e => this with { AssignedAgent = e.AgentId },
        ClaimEvent.Resolved e => this with { Resolution = e.Resolution },
        ClaimEvent.RefundRequested e => this with { RefundKey = e.Key, RefundAttempt = e.Refund.Attempt },
        ClaimEvent.RefundMoved e => this with { HandledUpTo = Math.Max(HandledUpTo, e.Handled) },
        ClaimEvent.EnrichmentRefused or ClaimEvent.Started or ClaimEvent.Closed or ClaimEvent.Reopened => this,
        ClaimEvent.RefundRefused or ClaimEvent.AssignmentKept or ClaimEvent.Withdrawn => this,
        _ => throw new JournalCorruptException(
            $"{@event.GetType().Name} does not follow on a claim that is {Standing.Status}."),
    };
}
