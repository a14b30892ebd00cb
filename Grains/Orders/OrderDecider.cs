using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;
using static PosSaga.EventSourcing.Decision<PosSaga.Orders.OrderEvent>;
using static PosSaga.Orders.Fulfilment;
using static PosSaga.Orders.OrderCancellations;
using static PosSaga.Orders.OrderRefusals;
using static PosSaga.Orders.PiecesRefusals;

namespace PosSaga.Orders;

/// <summary>The rules of an order: confirmed once or never, then shipped, then delivered, in parts or as a whole; what
/// was not shipped can be cancelled.</summary>
public static class OrderDecider
{
    /// <summary>The gateway's score runs from 0 to 100; from here on no order is made.</summary>
    public const int RiskTooHigh = 90;

    /// <param name="accepted">The word of <see cref="IOrderAcceptance"/>.</param>
    public static Decision<OrderEvent> Decide(Order order, ConfirmOrder confirm, bool accepted) => order switch
    {
        { Barred: true } or { Fulfilment: Cancelled }      => Refuse(GivenUp),
        { Exists: true } when IsOf(order, confirm)         => Replay,
        { Exists: true }                                   => Refuse(OrderDiffers),
        _ when confirm.RiskScore >= RiskTooHigh            => Refuse(RiskTooHighAt(confirm.RiskScore)),
        _ when !accepted                                   => Refuse(NotAccepted),
        _ => Record(new OrderEvent.Confirmed(confirm.CartId, confirm.Cart, confirm.PaymentId, confirm.ReservationId)),
    };

    /// <summary>Undo of a confirmation, also of one that never arrived: from here on it is refused.</summary>
    public static Decision<OrderEvent> Decide(Order order, WithdrawOrder withdraw) => order switch
    {
        { Barred: true } or { Fulfilment: Cancelled } => Replay,
        { Exists: false }                             => Record(new OrderEvent.Barred(withdraw.Reason)),
        { Fulfilment: Confirmed }                     => Record(new OrderEvent.Withdrawn(withdraw.Reason)),
        _                                             => Refuse(NotAllowedWhile(order.Fulfilment)),
    };

    /// <summary>Each leaves a mark in the state, and state is bounded. No honest order comes near it.</summary>
    public const int MaxParts = 200;

    /// <param name="paid">The money is captured, or a person has settled it.</param>
    /// <param name="id">Of the order.</param>
    public static Decision<OrderEvent> Decide(
        Order order, ShipOrder ship, bool paid, string id, DateTimeOffset at) => order switch
    {
        { Exists: false }                             => Refuse(NoSuchOrder),
        _ when IsStale(order, ship.IfMatch)           => Refuse(Stale(ship.IfMatch!, order.Version)),
        _ when ship.Lines is { Count: 0 }             => Refuse(OrderLineRefusals.NoLines),
        { Fulfilment: Shipped } when ship.Lines is null => Replay,
        { IsOpen: false }                             => Refuse(NotAllowedWhile(order.Fulfilment)),
        _ when !paid                                  => Refuse(NotPaidYet),
        _ => OrderPieces.Ship(order, ship.Lines) switch
        {
            (_, { } refusal) => Refuse(refusal),
            var (lines, _)   => Shipment(order, ship, new OrderEvent.PiecesShipped(
                lines, Shipped, at, ship.Carrier, PersonalOf(order, ship.Origin, id, ship.Tracking))),
        },
    };

    private static Decision<OrderEvent> Shipment(Order order, ShipOrder ship, OrderEvent.PiecesShipped all)
    {
        if (OrderPieces.Unshipped(order.Apply(all)).Count == 0)
            return RecordOnce(KeyOf(ship.Key, ship.Fingerprint), all);
        return order.Shipments.Count < MaxParts
            ? RecordOnce(KeyOf(ship.Key, ship.Fingerprint), all with { Fulfilment = PartlyShipped })
            : Refuse(OrderLineRefusals.TooManyParts);
    }

    public static Decision<OrderEvent> Decide(Order order, DeliverOrder deliver) => order switch
    {
        { Exists: false }         => Refuse(NoSuchOrder),
        _ when IsStale(order, deliver.IfMatch) => Refuse(Stale(deliver.IfMatch!, order.Version)),
        { Fulfilment: Delivered } => Replay,
        { Fulfilment: Shipped }   => Record(new OrderEvent.Delivered()),
        _                         => Refuse(NotAllowedWhile(order.Fulfilment)),
    };

    private static bool IsStale(Order order, VersionCondition? seen) => seen?.Holds(order.Version) == false;

    // Records compare lists by reference; the lines are compared one by one.
    private static bool IsOf(Order order, ConfirmOrder confirm) =>
        (order.CartId, order.PaymentId, order.ReservationId)
            == (confirm.CartId, confirm.PaymentId, confirm.ReservationId)
        && Flat(order.Cart!) == Flat(confirm.Cart)
        && order.Cart!.Lines.SequenceEqual(confirm.Cart.Lines);

    private static PricedCart Flat(PricedCart cart) => cart with { Lines = NoLines };

    private static readonly PricedLine[] NoLines = [];

    /// <summary>Lines of what is neither shipped nor held by a claim, or all that is left. Where nothing was shipped,
    /// that is the whole order: of pieces that claims have refunded, the share of their price that was kept, with the
    /// fee, and the goods that did not come back with the claim; and while a claim is still at work about a piece
    /// nobody knows yet whether it will be, so that claim is closed first. With nothing left, refunds that have failed
    /// are attempted once more.</summary>
    /// <param name="id">Of the order.</param>
    public static Decision<OrderEvent> Decide(Order order, CancelOrder cancel, string id, CancelFacts facts) =>
        order switch
        {
            { Exists: false }                            => Refuse(NoSuchOrder),
            _ when IsStale(order, cancel.IfMatch)        => Refuse(Stale(cancel.IfMatch!, order.Version)),
            _ when cancel.RefundId is { } refund         => Again(order, cancel, id, facts, refund) ?? Replay,
            _ when cancel.Lines is { Count: 0 }          => Refuse(OrderLineRefusals.NoLines),
            { IsOpen: false } when cancel.Lines is null && Again(order, cancel, id, facts) is { } again
                                                         => again,
            { WasCancelled: true } when cancel.Lines is null => Replay,
            { IsOpen: false }                            => Refuse(NotAllowedWhile(order.Fulfilment)),
            _ when IsWhole(order, cancel) && facts.IsClaimOpen => Refuse(Claimed),
            _ when !facts.IsPaid                         => Refuse(NotPaidYet),
            _ => OrderPieces.Cancel(order, cancel.Lines) switch
            {
                (_, { } refusal) => Refuse(refusal),
                ({ Count: 0 }, _) when !IsWhole(order, cancel) =>
                    Again(order, cancel, id, facts) ?? Refuse(OrderLineRefusals.NothingToCancel),
                var (goods, _) => Part(order, cancel, id, facts, goods),
            },
        };

    /// <summary>An attempt before the last has nothing to say any more.</summary>
    public static Decision<OrderEvent> Decide(
        Order order, OrderRefundMoved moved) => order.RefundOf(moved.RefundId) switch
    {
        null when order.Cancellations.Count == 0 => Refuse(NoSuchOrder),
        // Known to somebody else already: the look-up before a refusal finds it.
        null => Refuse(AttemptUnknown),
        { Asked: var asked } when RefundOrder.IsAfter(moved.Attempt, asked.Attempt) => Refuse(AttemptUnknown),
        { Asked: var asked } when asked.Attempt != moved.Attempt  => Replay,
        { Status: RefundStatus.Completed or RefundStatus.Failed } => Replay,
        { Status: var known } when known == moved.Status          => Replay,
        _ => Record(new OrderEvent.RefundMoved(moved.RefundId, moved.Status, moved.Failure, moved.Attempt)),
    };

    /// <summary>Nothing was shipped, and nothing is to be left: whoever needs it asks what claims have
    /// refunded.</summary>
    public static bool IsWhole(Order order, CancelOrder cancel) => cancel.Lines is null && !order.HasShipped;

    // The rules of an order whose pieces claims are about.

    /// <summary>Each leaves a mark in the state, and state is bounded. No honest order comes near it.</summary>
    public const int MaxClaims = 1_000;

    /// <summary>All that is wanted, or nothing.</summary>
    public static Decision<OrderEvent> Decide(Order order, HoldForClaim hold)
    {
        var known = order.Claims.GetValueOrDefault(hold.ClaimId);
        return order switch
        {
            { Exists: false }                                         => Refuse(OrderRefusals.NoSuchOrder),
            _ when known?.Wish >= hold.HoldVersion && known.Goods.Count == 0 => Refuse(HoldBarred),
            _ when known?.Wish >= hold.HoldVersion                           => Replay,
            { WasCancelled: true, OpenRefund: { } refund }            => Refuse(CancellationOpen(refund.Status)),
            { Fulfilment: Fulfilment.Cancelled }                      => Refuse(OrderCancelled),
            { Cart.CustomerId: { } customer } when customer != hold.CustomerId => Refuse(CustomerDiffers),
            { Claims.Count: >= MaxClaims } when known is null         => Refuse(TooManyClaims),
            _ => OrderPieces.Take(order, hold) switch
            {
                (_, { } refusal) => Refuse(refusal),
                var (goods, _)   => Record(new OrderEvent.PiecesHeld(hold.ClaimId, hold.HoldVersion, goods)),
            },
        };
    }

    public static Decision<OrderEvent> Decide(Order order, ReleaseHold letGo) =>
        (order, order.Claims.GetValueOrDefault(letGo.ClaimId)) switch
        {
            ({ Exists: false }, _)                                      => Refuse(OrderRefusals.NoSuchOrder),
            // The claim wants them again already, or for the second time not at all.
            (_, { } hold) when hold.Wish > letGo.HoldVersion                   => Replay,
            (_, { Goods.Count: 0 } hold) when hold.Wish == letGo.HoldVersion   => Replay,
            _ => Record(new OrderEvent.PiecesLetGo(letGo.ClaimId, letGo.HoldVersion)),
        };

    internal static Personal<string>? PersonalOf(Order order, Origin origin, string id, string? text) => text is null
        ? null
        : new(
            order.Cart!.CustomerId is { } customer
                ? $"{origin.Tenant}/customer/{customer}"
                : $"{origin.Tenant}/order/{id}",
            text);

    internal static AppendKey? KeyOf(string? key, string? fingerprint) =>
        key is null ? null : new AppendKey(key, fingerprint ?? "");
}
