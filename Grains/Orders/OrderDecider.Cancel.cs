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
public sealed record CancelFacts(bool IsPaid, bool IsClaimOpen = false, bool HasRefundFailed = false);

public static partial class OrderDecider
{
    /// <summary>All that is left: what claims have refunded already is not refunded twice. While a claim is still at
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
            { Fulfilment: Confirmed }                         => Record(Cancellation(order, cancel, id)),
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

    private static OrderEvent.Cancelled Cancellation(Order order, CancelOrder cancel, string id)
    {
        var cart = order.Cart!;
        var rest = new HoldPieces(cancel.Origin, ClaimId: "", Wish: 0, CustomerId: "", [], Condition.Resellable);
        return new(About(order, cancel, id), new RefundOrder(
            id, ClaimId: null, id, order.PaymentId, cart.StoreId, cart.CustomerId, Type: null, cart.TaxRate,
            OrderPieces.Take(order, rest).Goods, cart.Shipping));
    }

    private static OrderEvent.RefundRetried Retried(Order order, CancelOrder cancel, string id) => new(
        About(order, cancel, id), order.Refund!.Asked with { Attempt = (order.Refund.Asked.Attempt ?? 1) + 1 });

    private static Personal<string> About(Order order, CancelOrder cancel, string id) => new(
        order.Cart!.CustomerId is { } customer
            ? $"{cancel.Origin.Tenant}/customer/{customer}"
            : $"{cancel.Origin.Tenant}/order/{id}",
        cancel.Reason);
}
