using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Streams;

namespace PosSaga.Claims;

/// <summary>The claim's log. <c>At</c> is when it happened. What state each event leads to is
/// <see cref="ClaimLifecycle.After"/>, the same for the grain and for read models.</summary>
public abstract record ClaimEvent
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The order has the pieces and will be asked to hold them. There is no claim yet: only somebody who knows
    /// of the hold, whatever happens next. <see cref="Created"/> or <see cref="NotOpened"/> follows.</summary>
    [StoredAs("claim.opening/1")]
    public sealed record Opening(
        string CustomerId, Personal<Contact>? Contact, ClaimType Type, Personal<string> Description, Urgency Urgency,
        string OrderId, IReadOnlyList<ClaimLine> Lines, string Fingerprint) : ClaimEvent;

    /// <summary>Somebody else got the pieces meanwhile: there is no such claim and never will be.</summary>
    [StoredAs("claim.not-opened/1")] public sealed record NotOpened(Refusal Refusal) : ClaimEvent;

    /// <summary>The order does not go with what was asked for. Recorded where the request had a key, so that it hears
    /// the same again however the order has changed since: there is no such claim and never will be.</summary>
    /// <param name="Fingerprint">Of the request.</param>
    [StoredAs("claim.refused/1")] public sealed record Refused(Refusal Refusal, string Fingerprint) : ClaimEvent;

    /// <param name="Lines">As asked for; completed by <see cref="Enriched"/> where an order is linked.</param>
    [StoredAs("claim.created/1"), Published(StreamNames.Notifications)]
    public sealed record Created(
        string CustomerId, Personal<Contact>? Contact, ClaimType Type, Personal<string> Description, Urgency Urgency,
        string? OrderId, IReadOnlyList<ClaimLine> Lines, string Fingerprint) : ClaimEvent;

    /// <summary>What the order says of the pieces that it holds for this claim: read from it, never invented. Comes
    /// with
    /// <see cref="Created"/>, or later where the order could not be read, and again after a reopening.</summary>
    /// <param name="Shipping">Charged by the sale, before tax. Null: none, or an earlier version that did not
    /// ask.</param>
    [StoredAs("claim.enriched/1")]
    public sealed record Enriched(
        string StoreId, string PaymentId, decimal TaxRate, IReadOnlyList<ClaimedGoods> Goods,
        Money? Shipping = null) : ClaimEvent;

    /// <summary>The order does not go with the claim after all: it stands as one without an order.</summary>
    [StoredAs("claim.enrichment-refused/1")] public sealed record EnrichmentRefused(string Reason) : ClaimEvent;

    /// <summary>The order's pieces are free for other claims again.</summary>
    [StoredAs("claim.pieces-let-go/1")] public sealed record PiecesLetGo : ClaimEvent;

    [StoredAs("claim.assigned/1"), Published(StreamNames.Notifications)]
    public sealed record Assigned(string AgentId) : ClaimEvent;

    /// <summary>The agent had it already. Recorded where the request had a key: it is answered once.</summary>
    [StoredAs("claim.assignment-kept/1")] public sealed record AssignmentKept(string AgentId) : ClaimEvent;

    [StoredAs("claim.started/1")] public sealed record Started : ClaimEvent;

    [StoredAs("claim.resolved/1"), Published(StreamNames.Notifications)]
    public sealed record Resolved(Personal<string> Resolution) : ClaimEvent;

    [StoredAs("claim.closed/1"), Published(StreamNames.Notifications)] public sealed record Closed : ClaimEvent;

    [StoredAs("claim.reopened/1")] public sealed record Reopened(Personal<string> Reason) : ClaimEvent;

    /// <summary>It was opened by mistake, or settled itself: its order's pieces are free again.</summary>
    [StoredAs("claim.withdrawn/1")] public sealed record Withdrawn(Personal<string> Reason) : ClaimEvent;

    /// <summary>The first event of the choreography. Refund id = claim id.</summary>
    /// <param name="Key">Idempotency key of the request, if it had one.</param>
    /// <param name="GoodwillReason">Where there is goodwill.</param>
    [StoredAs("claim.refund-requested/1"), Published(StreamNames.Refunds)]
    public sealed record RefundRequested(
        RefundOrder Refund, string? Key = null, Personal<string>? GoodwillReason = null) : ClaimEvent;

    /// <summary>No refund was started. Recorded where the request had a key, so that it hears the same again; another
    /// request may still start it.</summary>
    [StoredAs("claim.refund-refused/1")] public sealed record RefundRefused(Refusal Refusal) : ClaimEvent;

    /// <summary>What the choreography says became of the refund.</summary>
    /// <param name="Handled">Position of the event that this answers.</param>
    [StoredAs("claim.refund-moved/1")]
    public sealed record RefundMoved(RefundStatus Status, string? Failure, long Handled) : ClaimEvent;

    private ClaimEvent() { }
}
