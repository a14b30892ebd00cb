using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Refunds;
using static PosSaga.Claims.ClaimRefusals;
using static PosSaga.Claims.ClaimStatus;
using static PosSaga.EventSourcing.Decision<PosSaga.Claims.ClaimEvent>;

namespace PosSaga.Claims;

/// <summary>The rules of a claim's way from the complaint to its closing.</summary>
public static class ClaimDecider
{
    /// <param name="claimId">Which is also its refund's id.</param>
    /// <param name="order">What the order said, where the command needs to know.</param>
    public static Decision<ClaimEvent> Decide(
        string claimId, Claim claim, IClaimCommand command, OrderReading? order = null) => command switch
    {
        CreateClaim create                       => Decide(claim, create, order),
        _ when !claim.Exists                     => Refuse(NoSuchClaim),
        RefundClaim when claim.HasLivingRefund   => Replay,
        _ when IsStale(claim, command)           => Refuse(Stale(command.IfMatch!, claim.Version)),
        AssignClaim assign                       => Decide(claim, assign),
        StartClaim start                         => Decide(claim, start),
        ResolveClaim resolve                     => Decide(claim, resolve),
        CloseClaim close                         => Decide(claim, close),
        ReopenClaim reopen                       => Decide(claim, reopen, order),
        WithdrawClaim withdraw                   => Decide(claim, withdraw),
        RefundClaim refund                       => Decide(claimId, claim, refund),
        _ => throw new InvalidOperationException($"A claim does not know {command.GetType().Name}."),
    };

    /// <summary>Why there is nothing to refund, whatever the claim's status; null where there is.</summary>
    public static Refusal? NothingToRefund(Claim claim) => claim switch
    {
        { Exists: false }                             => NoSuchClaim,
        { Standing.Enrichment: Enrichment.Pending }   => EnrichmentPending,
        { Standing.HasOrder: false } or { Sale: null } => NoOrder,
        _                                             => null,
    };

    // What happened by itself since the caller looked, a refund's progress say, is nobody's edit to be lost.
    private static bool IsStale(Claim claim, IClaimCommand command) =>
        command.IfMatch is { } seen && !seen.HoldsWithin(claim.EditedVersion, claim.Version);

    private static Decision<ClaimEvent> Decide(Claim claim, AssignClaim assign) => claim switch
    {
        { Standing.Status: not (Created or Assigned or InProgress) } => Refuse(NotAllowedWhile(claim.Standing.Status, "assigned")),
        // Without a key a repetition, as far as anybody can tell; with one a request of its own, which changes nothing.
        _ when claim.AssignedAgent == assign.AgentId => assign.Key is null
            ? Replay
            : Record(new ClaimEvent.AssignmentKept(assign.AgentId) { At = assign.At }),
        _ => Record(new ClaimEvent.Assigned(assign.AgentId) { At = assign.At }),
    };

    private static Decision<ClaimEvent> Decide(Claim claim, StartClaim start) => claim.Standing.Status == Assigned
        ? Record(new ClaimEvent.Started { At = start.At })
        : Refuse(NotAllowedWhile(claim.Standing.Status, "started"));

    private static Decision<ClaimEvent> Decide(Claim claim, ResolveClaim resolve) => claim.Standing.Status == InProgress
        ? Record(new ClaimEvent.Resolved(About(claim, resolve.Origin, resolve.Resolution)) { At = resolve.At })
        : Refuse(NotAllowedWhile(claim.Standing.Status, "resolved"));

    private static Decision<ClaimEvent> Decide(Claim claim, CloseClaim close) => claim.Standing.Status == Resolved
        ? Record(new ClaimEvent.Closed { At = close.At })
        : Refuse(NotAllowedWhile(claim.Standing.Status, "closed"));

    /// <param name="order">Whether it would hold the pieces again; null where nobody has to be asked.</param>
    private static Decision<ClaimEvent> Decide(Claim claim, ReopenClaim reopen, OrderReading? order) =>
        (claim.Standing.Status, order) switch
        {
            (not (Resolved or Closed), _)              => Refuse(NotAllowedWhile(claim.Standing.Status, "reopened")),
            (Closed, _) when claim.HasLivingRefund     => Refuse(HasRefund),
            (Closed, OrderReading.Refused no)          => Refuse(CannotReopen(no.Refusal)),
            _ => Record(new ClaimEvent.Reopened(About(claim, reopen.Origin, reopen.Reason)) { At = reopen.At }),
        };

    private static Decision<ClaimEvent> Decide(Claim claim, WithdrawClaim withdraw) => claim.Standing.Status switch
    {
        not (Created or Assigned or InProgress) => Refuse(NotAllowedWhile(claim.Standing.Status, "withdrawn")),
        // Reopened while its refund was on its way, say.
        _ when claim.HasLivingRefund            => Refuse(RefundStands),
        _ => Record(new ClaimEvent.Withdrawn(About(claim, withdraw.Origin, withdraw.Reason)) { At = withdraw.At }),
    };

    private static Decision<ClaimEvent> Decide(string claimId, Claim claim, RefundClaim refund)
    {
        var refusal = claim.Standing.Status == Resolved
            ? NothingToRefund(claim)
            : NotAllowedWhile(claim.Standing.Status, "refunded");
        // Final for its key, unless the order is yet to be read.
        if (refusal is not null)
            return refund.Key is null || refusal == EnrichmentPending
                ? Refuse(refusal)
                : Record(new ClaimEvent.RefundRefused(refusal) { At = refund.At });
        return Record(new ClaimEvent.RefundRequested(
            RefundOf(claimId, claim, refund.Extras), refund.Key,
            refund.Extras is { Goodwill: not null, Reason: { } reason } ? About(claim, refund.Origin, reason) : null)
            { At = refund.At });
    }

    /// <summary>What a refund of the claim gives back. After one that failed it is the next attempt at the
    /// same.</summary>
    public static RefundOrder RefundOf(string claimId, Claim claim, RefundExtras? extras = null)
    {
        var (content, sale) = (claim.Content!, claim.Sale!);
        return new RefundOrder(
            claimId, claimId, content.OrderId!, sale.PaymentId, sale.StoreId, content.CustomerId, content.Type,
            sale.TaxRate, sale.Goods, extras is { Shipping: true } ? sale.Shipping : null, extras?.Goodwill,
            claim.HasRefund ? (claim.RefundAttempt ?? 1) + 1 : null);
    }

    // Free text about a customer is the customer's.
    private static Personal<string> About(Claim claim, Origin origin, string text) =>
        new(ClaimContent.SubjectOf(origin.Tenant, claim.Content!.CustomerId), text);

    // A claim and its order, and a claim and its refund: what it does by itself.

    // The claim's log says that it wants the order's pieces before the order is asked to hold them, so there is always
    // somebody who knows of a hold and goes on: no crash leaves pieces held for a claim that does not exist. The other
    // way round, pieces held first and the claim created after, a crash in between would hold them for ever; created
    // first and held after, a claim that lost its pieces to another would stand there although it was refused.

    /// <param name="order">Null where none is named.</param>
    private static Decision<ClaimEvent> Decide(Claim claim, CreateClaim create, OrderReading? order) => (claim, order) switch
    {
        ({ Content: { } content }, _) when content.Fingerprint != create.Fingerprint => Refuse(KeyReused),
        ({ RefusedFingerprint: { } refused }, _) when refused != create.Fingerprint => Refuse(KeyReused),
        ({ NotOpened: { } refusal }, _)                              => RefuseAgain(refusal),
        // Created, or on the way there: see the errand.
        ({ Content: not null }, _)                                   => Replay,
        _ when create is { OrderId: null, Lines.Count: > 0 }         => Refuse(LinesWithoutOrder),
        (_, OrderReading.Refused no) when create.HasKey              =>
            Record(new ClaimEvent.Refused(no.Refusal, create.Fingerprint) { At = create.At }),
        (_, OrderReading.Refused no)                                 => Refuse(no.Refusal),
        // Not its last word: the same key may ask again.
        (_, OrderReading.UnderWay)                                   => Refuse(OrderUnderWay),
        (_, OrderReading.Fits)                                       => Record(ClaimContent.Of(create).Opening(create.At)),
        _                                                            => Record(ClaimContent.Of(create).Created(create.At)),
    };

    /// <summary>The order has answered, or not, when it was asked to hold the pieces.</summary>
    public static Decision<ClaimEvent> Read(Claim claim, OrderReading order, DateTimeOffset at) =>
        (claim.Standing.PendingAction, order) switch
        {
            (ClaimPendingAction.Open, OrderReading.Fits fits) => Record(claim.Content!.Created(at), Enriched(fits.Held, at)),
            (ClaimPendingAction.Open, OrderReading.Refused no) => Record(new ClaimEvent.NotOpened(no.Refusal) { At = at }),
            // It is not known whether they are held: a claim, then, that finds out later.
            (ClaimPendingAction.Open, _) => Record(claim.Content!.Created(at)),
            (ClaimPendingAction.Enrich, OrderReading.Fits fits) => Record(Enriched(fits.Held, at)),
            (ClaimPendingAction.Enrich, OrderReading.Refused no) =>
                Record(new ClaimEvent.EnrichmentRefused(no.Refusal.Text) { At = at }),
            _ => Replay,
        };

    public static Decision<ClaimEvent> LetGo(Claim claim, DateTimeOffset at) =>
        claim.Standing.PendingAction == ClaimPendingAction.LetGo ? Record(new ClaimEvent.PiecesLetGo { At = at }) : Replay;

    /// <summary>What an event of the refund means for the claim; null where it means nothing.</summary>
    public static (RefundStatus Status, string? Failure)? Meaning(object @event) => @event switch
    {
        RefundPaymentEvent.Rejected e         => (RefundStatus.Rejected, e.Reason),
        RefundPaymentEvent.Settled            => (RefundStatus.Settled, null),
        RefundPaymentEvent.Released e         => (RefundStatus.Released, e.Reason),
        // The amount is free again.
        RefundPaymentEvent.SettlementFailed e => (RefundStatus.Released, e.Reason),
        RefundPaymentEvent.NeedsOperator e    => (RefundStatus.NeedsOperator, e.Reason),
        // The amount is still set aside.
        RefundStockEvent.RestockFailed e      => (RefundStatus.Reserved, e.Reason),
        RefundStockEvent.NeedsOperator e      => (RefundStatus.NeedsOperator, e.Reason),
        RefundEvent.Completed                 => (RefundStatus.Completed, null),
        RefundEvent.Failed e                  => (RefundStatus.Failed, e.Reason),
        RefundEvent.NeedsOperator e           => (RefundStatus.NeedsOperator, e.Reason),
        _                                     => null,
    };

    /// <param name="position">Of the event that this answers.</param>
    public static Decision<ClaimEvent> Follow(
        Claim claim, (RefundStatus Status, string? Failure) refund, long position, DateTimeOffset at) =>
        claim.Standing.Refund switch
        {
            // A cancelled order's refund, whose key is no claim.
            null                                                    => Replay,
            RefundStatus.Completed or RefundStatus.Failed           => Replay,
            var known when known == refund.Status                   => Replay,
            _ => Record(new ClaimEvent.RefundMoved(refund.Status, refund.Failure, position) { At = at }),
        };

    private static ClaimEvent.Enriched Enriched(ClaimHoldContent held, DateTimeOffset at) =>
        new ClaimEvent.Enriched(held.StoreId, held.PaymentId, held.TaxRate, held.Goods, held.Shipping) { At = at };
}
