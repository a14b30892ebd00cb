using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;
using static PosSaga.EventSourcing.Decision<PosSaga.Orders.OrderEvent>;
using static PosSaga.Orders.Fulfilment;
using static PosSaga.Orders.OrderRefusals;
using static PosSaga.Orders.PiecesRefusals;

namespace PosSaga.Orders;

/// <summary>The rules of an order: confirmed once or never, then shipped, then delivered; or cancelled before it was
/// shipped.</summary>
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

    /// <param name="paid">The money is captured, or a person has settled it.</param>
    public static Decision<OrderEvent> Decide(Order order, ShipOrder ship, bool paid) => order switch
    {
        { Exists: false }         => Refuse(NoSuchOrder),
        _ when IsStale(order, ship.IfMatch) => Refuse(Stale(ship.IfMatch!, order.Version)),
        { Fulfilment: Shipped }   => Replay,
        { Fulfilment: Confirmed } when !paid => Refuse(NotPaidYet),
        { Fulfilment: Confirmed } => Record(new OrderEvent.Shipped()),
        _                         => Refuse(NotAllowedWhile(order.Fulfilment)),
    };

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

    /// <summary>All that is left: of pieces that claims have refunded, the share of their price that was kept, with the
    /// fee, and the goods that did not come back with the claim. While a claim is still at
    /// work about a piece nobody knows yet whether it will be, so that claim is closed first. Asked again after its
    /// refund failed, the refund is attempted once more.</summary>
    /// <param name="id">Of the order.</param>
    public static Decision<OrderEvent> Decide(Order order, CancelOrder cancel, string id, CancelFacts facts) =>
        order switch
        {
            { Exists: false }                                 => Refuse(NoSuchOrder),
            _ when IsStale(order, cancel.IfMatch)             => Refuse(Stale(cancel.IfMatch!, order.Version)),
            { WasCancelled: true } when facts.HasRefundFailed => Record(Retried(order, cancel, id)),
            { WasCancelled: true }                            => Replay,
            { Fulfilment: Confirmed } when facts.IsClaimOpen  => Refuse(Claimed),
            { Fulfilment: Confirmed } when !facts.IsPaid      => Refuse(NotPaidYet),
            { Fulfilment: Confirmed }                         => Record(Cancellation(order, cancel, id, facts.PaidClaims ?? [])),
            _                                                 => Refuse(NotAllowedWhile(order.Fulfilment)),
        };

    /// <summary>An attempt before the last has nothing to say any more.</summary>
    public static Decision<OrderEvent> Decide(Order order, OrderRefundMoved moved) => order.Refund switch
    {
        null => Refuse(NoSuchOrder),
        // Known to somebody else already: the look-up before a refusal finds it.
        { Asked: var asked } when RefundOrder.IsAfter(moved.Attempt, asked.Attempt) => Refuse(AttemptUnknown),
        { Asked: var asked } when asked.RefundId != moved.RefundId || asked.Attempt != moved.Attempt => Replay,
        { Status: RefundStatus.Completed or RefundStatus.Failed } => Replay,
        { Status: var known } when known == moved.Status          => Replay,
        _ => Record(new OrderEvent.RefundMoved(moved.RefundId, moved.Status, moved.Failure, moved.Attempt)),
    };

    private static OrderEvent.Cancelled Cancellation(
        Order order, CancelOrder cancel, string id, IReadOnlyList<PaidClaim> paid)
    {
        var cart = order.Cart!;
        var rest = new HoldForClaim(cancel.Origin, ClaimId: "", HoldVersion: 0, CustomerId: "", [], Condition.Resellable);
        return new(About(order, cancel, id), new RefundOrder(
            id, ClaimId: null, id, order.PaymentId, cart.StoreId, cart.CustomerId, Type: null, cart.TaxRate,
            [.. OrderPieces.Take(order, rest).Goods, .. OrderPieces.Kept(order, paid)], cart.Shipping, Fees(paid)));
    }

    // Untaxed, as the fee was.
    private static Money? Fees(IReadOnlyList<PaidClaim> paid) =>
        paid.Aggregate(Money.Zero, (sum, claim) => sum + claim.Fee) is { IsZero: false } fees ? fees : null;

    private static OrderEvent.RefundRetried Retried(Order order, CancelOrder cancel, string id) => new(
        About(order, cancel, id), order.Refund!.Asked with { Attempt = (order.Refund.Asked.Attempt ?? 1) + 1 });

    private static Personal<string> About(Order order, CancelOrder cancel, string id) => new(
        order.Cart!.CustomerId is { } customer
            ? $"{cancel.Origin.Tenant}/customer/{customer}"
            : $"{cancel.Origin.Tenant}/order/{id}",
        cancel.Reason);

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
            { Refund: { Status: not RefundStatus.Completed } refund } => Refuse(CancellationOpen(refund.Status)),
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
}

/// <summary>What a cancellation has to know of others.</summary>
/// <param name="IsPaid">Its saga has completed. Before, there is nothing captured to be given back.</param>
/// <param name="IsClaimOpen">A claim is about some of it that is not closed with a paid refund.</param>
/// <param name="HasRefundFailed">It was cancelled, and the last attempt at its refund gave nothing back.</param>
/// <param name="PaidClaims">Closed with a paid refund.</param>
public sealed record CancelFacts(
    bool IsPaid, bool IsClaimOpen = false, bool HasRefundFailed = false, IReadOnlyList<PaidClaim>? PaidClaims = null);

/// <param name="Type">Says what share of the price was given back.</param>
/// <param name="Fee">That was kept.</param>
public sealed record PaidClaim(string ClaimId, ClaimType Type, Money Fee);
