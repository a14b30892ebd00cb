using PosSaga.Deciding;
using PosSaga.Refunds;
using static PosSaga.Deciding.Decision<PosSaga.Orders.OrderEvent>;
using static PosSaga.Orders.PiecesRefusals;

namespace PosSaga.Orders;

/// <summary>The rules of an order whose pieces claims are about.</summary>
public static partial class OrderDecider
{
    /// <summary>Each leaves a mark in the state, and state is bounded. No honest order comes near it.</summary>
    public const int MaxClaims = 1_000;

    /// <summary>All that is wanted, or nothing.</summary>
    public static Decision<OrderEvent> Decide(Order order, HoldPieces hold)
    {
        var known = order.Claims.GetValueOrDefault(hold.ClaimId);
        return order switch
        {
            { Exists: false }                                         => Refuse(OrderRefusals.NoSuchOrder),
            _ when known?.Wish >= hold.Wish && known.Goods.Count == 0 => Refuse(HoldBarred),
            _ when known?.Wish >= hold.Wish                           => Replay,
            { Refund: { Status: not RefundStatus.Completed } refund } => Refuse(CancellationOpen(refund.Status)),
            { Fulfilment: Fulfilment.Cancelled }                      => Refuse(OrderCancelled),
            { Cart.CustomerId: { } customer } when customer != hold.CustomerId => Refuse(CustomerDiffers),
            { Claims.Count: >= MaxClaims } when known is null         => Refuse(TooManyClaims),
            _ => OrderPieces.Take(order, hold) switch
            {
                (_, { } refusal) => Refuse(refusal),
                var (goods, _)   => Record(new OrderEvent.PiecesHeld(hold.ClaimId, hold.Wish, goods)),
            },
        };
    }

    public static Decision<OrderEvent> Decide(Order order, LetGoOfPieces letGo) =>
        (order, order.Claims.GetValueOrDefault(letGo.ClaimId)) switch
        {
            ({ Exists: false }, _)                                      => Refuse(OrderRefusals.NoSuchOrder),
            // The claim wants them again already, or for the second time not at all.
            (_, { } hold) when hold.Wish > letGo.Wish                   => Replay,
            (_, { Goods.Count: 0 } hold) when hold.Wish == letGo.Wish   => Replay,
            _ => Record(new OrderEvent.PiecesLetGo(letGo.ClaimId, letGo.Wish)),
        };
}
