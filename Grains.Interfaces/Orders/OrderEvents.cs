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

    /// <summary>All of it, and not said when: of versions that knew no parts.</summary>
    [StoredAs("order.shipped/1")] public sealed record Shipped : OrderEvent;

    /// <param name="Lines">By SKU, in the order of the cart.</param>
    /// <param name="Fulfilment">From here on.</param>
    /// <param name="Tracking">The carrier's number leads to a person's address.</param>
    [StoredAs("order.pieces-shipped/1")]
    public sealed record PiecesShipped(
        IReadOnlyList<OrderedPieces> Lines, Fulfilment Fulfilment, DateTimeOffset At, string? Carrier = null,
        Personal<string>? Tracking = null) : OrderEvent;

    [StoredAs("order.delivered/1")] public sealed record Delivered : OrderEvent;

    /// <summary>Before it was shipped. The first event of a refund: all that was captured, the goods resellable. Refund
    /// id = order id.</summary>
    [StoredAs("order.cancelled/1"), Published(StreamNames.Refunds)]
    public sealed record Cancelled(Personal<string> Reason, RefundOrder Refund) : OrderEvent;

    /// <summary>A part of it, or the last part. What is paid for it is asked for with <see cref="RefundAsked"/>, in the
    /// same append.</summary>
    /// <param name="RefundId">The order's id for its first cancellation, <c>{order}.2</c> for its second, and so
    /// on.</param>
    /// <param name="Goods">The pieces, with what was paid for exactly these.</param>
    /// <param name="Fulfilment">From here on.</param>
    [StoredAs("order.pieces-cancelled/1")]
    public sealed record PiecesCancelled(
        Personal<string> Reason, string RefundId, IReadOnlyList<ClaimedGoods> Goods, Fulfilment Fulfilment)
        : OrderEvent;

    /// <summary>The refund of <see cref="PiecesCancelled"/>, or its next attempt. An event of the refund's own stream:
    /// it belongs to another choreography than the order's first cancellation.</summary>
    [StoredAs("order.refund-asked/1"), Published(StreamNames.Refunds)]
    public sealed record RefundAsked(RefundOrder Refund) : OrderEvent;

    /// <summary>The refund of a later cancellation failed, and is attempted once more, by the
    /// <see cref="RefundAsked"/> that comes with this.</summary>
    [StoredAs("order.later-refund-retried/1")]
    public sealed record LaterRefundRetried(Personal<string> Reason, string RefundId, int Attempt) : OrderEvent;

    /// <summary>The refund of the first cancellation failed, and is attempted once more under the same id.</summary>
    [StoredAs("order.refund-retried/1"), Published(StreamNames.Refunds)]
    public sealed record RefundRetried(Personal<string> Reason, RefundOrder Refund) : OrderEvent;

    /// <summary>How the refund of a cancellation ended, or that it needs an operator.</summary>
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
