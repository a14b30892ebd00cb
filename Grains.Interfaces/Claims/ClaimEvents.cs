using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Streams;

namespace PosSaga.Claims;

/// <summary>The claim's log. <c>At</c> is when it happened.</summary>
public abstract record ClaimEvent
{
    public required DateTimeOffset At { get; init; }

    /// <param name="Lines">As asked for; completed by <see cref="Enriched"/> where an order is linked.</param>
    [StoredAs("claim.created/1"), Published(StreamNames.Notifications)]
    public sealed record Created(
        string CustomerId, Personal<Contact>? Contact, ClaimType Type, Personal<string> Description, Urgency Urgency,
        string? OrderId, IReadOnlyList<ClaimLine> Lines, string Fingerprint) : ClaimEvent;

    /// <summary>What the order says: read from it, never invented.</summary>
    [StoredAs("claim.enriched/1")]
    public sealed record Enriched(
        string StoreId, string PaymentId, decimal TaxRate, IReadOnlyList<ClaimedGoods> Goods) : ClaimEvent;

    /// <summary>The order does not go with the claim after all: it stands as one without an order.</summary>
    [StoredAs("claim.enrichment-refused/1")] public sealed record EnrichmentRefused(string Reason) : ClaimEvent;

    [StoredAs("claim.assigned/1"), Published(StreamNames.Notifications)]
    public sealed record Assigned(string AgentId) : ClaimEvent;

    [StoredAs("claim.started/1")] public sealed record Started : ClaimEvent;

    [StoredAs("claim.resolved/1"), Published(StreamNames.Notifications)]
    public sealed record Resolved(Personal<string> Resolution) : ClaimEvent;

    [StoredAs("claim.closed/1"), Published(StreamNames.Notifications)] public sealed record Closed : ClaimEvent;

    [StoredAs("claim.reopened/1")] public sealed record Reopened(Personal<string> Reason) : ClaimEvent;

    /// <summary>The first event of the choreography. Refund id = claim id.</summary>
    [StoredAs("claim.refund-requested/1"), Published(StreamNames.Refunds)]
    public sealed record RefundRequested(RefundOrder Refund) : ClaimEvent;

    /// <summary>What the choreography says became of the refund.</summary>
    /// <param name="Handled">Position of the event that this answers.</param>
    [StoredAs("claim.refund-moved/1")]
    public sealed record RefundMoved(RefundStatus Status, string? Failure, long Handled) : ClaimEvent;

    private ClaimEvent() { }
}
