using PosSaga.Claims;
using PosSaga.Deciding;
using PosSaga.Journal;
using PosSaga.Refunds;
using static PosSaga.Deciding.Decision<PosSaga.Orders.OrderEvent>;
using static PosSaga.Orders.Fulfilment;
using static PosSaga.Orders.OrderRefusals;

namespace PosSaga.Orders;

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

public static partial class OrderDecider
{
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
        var rest = new HoldPieces(cancel.Origin, ClaimId: "", Wish: 0, CustomerId: "", [], Condition.Resellable);
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
}
