using PosSaga.Deciding;
using PosSaga.Orders;
using PosSaga.Refunds;
using static PosSaga.Claims.ClaimRefusals;
using static PosSaga.Deciding.Decision<PosSaga.Claims.ClaimEvent>;

namespace PosSaga.Claims;

/// <summary>A claim and its order, and a claim and its refund: what it does by itself.</summary>
public static partial class ClaimDecider
{
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
        (claim.Standing.Errand, order) switch
        {
            (ClaimErrand.Open, OrderReading.Fits fits) => Record(claim.Content!.Created(at), Enriched(fits.Held, at)),
            (ClaimErrand.Open, OrderReading.Refused no) => Record(new ClaimEvent.NotOpened(no.Refusal) { At = at }),
            // It is not known whether they are held: a claim, then, that finds out later.
            (ClaimErrand.Open, _) => Record(claim.Content!.Created(at)),
            (ClaimErrand.Enrich, OrderReading.Fits fits) => Record(Enriched(fits.Held, at)),
            (ClaimErrand.Enrich, OrderReading.Refused no) =>
                Record(new ClaimEvent.EnrichmentRefused(no.Refusal.Text) { At = at }),
            _ => Replay,
        };

    public static Decision<ClaimEvent> LetGo(Claim claim, DateTimeOffset at) =>
        claim.Standing.Errand == ClaimErrand.LetGo ? Record(new ClaimEvent.PiecesLetGo { At = at }) : Replay;

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

    private static ClaimEvent.Enriched Enriched(HeldPieces held, DateTimeOffset at) =>
        new ClaimEvent.Enriched(held.StoreId, held.PaymentId, held.TaxRate, held.Goods, held.Shipping) { At = at };
}
