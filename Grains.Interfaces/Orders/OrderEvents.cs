using PosSaga.Carts;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Streams;

namespace PosSaga.Orders;

public abstract record OrderEvent
{
    [StoredAs("order.confirmed/1")]
    public sealed record Confirmed(string CartId, PricedCart Cart, string PaymentId, string ReservationId) : OrderEvent;

    [StoredAs("order.withdrawn/1")] public sealed record Withdrawn(string Reason) : OrderEvent;

    /// <summary>Undo of a confirmation that never arrived: the late original is refused.</summary>
    [StoredAs("order.barred/1")] public sealed record Barred(string Reason) : OrderEvent;

    [StoredAs("order.shipped/1")] public sealed record Shipped : OrderEvent;

    [StoredAs("order.delivered/1")] public sealed record Delivered : OrderEvent;

    /// <summary>Before it was shipped. The first event of a refund: all that was captured, the goods resellable. Refund
    /// id = order id.</summary>
    [StoredAs("order.cancelled/1"), Published(StreamNames.Refunds)]
    public sealed record Cancelled(Personal<string> Reason, RefundOrder Refund) : OrderEvent;

    /// <summary>The refund of the cancellation failed, and is attempted once more under the same id.</summary>
    [StoredAs("order.refund-retried/1"), Published(StreamNames.Refunds)]
    public sealed record RefundRetried(Personal<string> Reason, RefundOrder Refund) : OrderEvent;

    /// <summary>How the refund of the cancellation ended, or that it needs an operator.</summary>
    /// <param name="Attempt">As in <see cref="RefundOrder.Attempt"/>.</param>
    [StoredAs("order.refund-moved/1")]
    public sealed record RefundMoved(
        string RefundId, RefundStatus Status, string? Failure, int? Attempt = null) : OrderEvent;

    /// <param name="Goods">In place of whatever was held for this claim before.</param>
    [StoredAs("order.pieces-held/1")]
    public sealed record PiecesHeld(string ClaimId, long Wish, IReadOnlyList<ClaimedGoods> Goods) : OrderEvent;

    [StoredAs("order.pieces-let-go/1")] public sealed record PiecesLetGo(string ClaimId, long Wish) : OrderEvent;

    private OrderEvent() { }
}
