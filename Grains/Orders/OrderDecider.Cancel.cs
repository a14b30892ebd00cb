using PosSaga.Deciding;
using PosSaga.Journal;
using PosSaga.Refunds;
using static PosSaga.Deciding.Decision<PosSaga.Orders.OrderEvent>;
using static PosSaga.Orders.Fulfilment;
using static PosSaga.Orders.OrderRefusals;

namespace PosSaga.Orders;

public static partial class OrderDecider
{
    /// <summary>All or nothing: an order of which a claim holds a piece is not cancelled, or that piece would be
    /// refunded twice. Whoever wants it cancelled closes the claim first.</summary>
    /// <param name="id">Of the order.</param>
    /// <param name="paid">Its saga has completed. Before, there is nothing captured to be given back.</param>
    public static Decision<OrderEvent> Decide(Order order, CancelOrder cancel, string id, bool paid) => order switch
    {
        { Exists: false }                         => Refuse(NoSuchOrder),
        _ when IsStale(order, cancel.IfMatch)     => Refuse(Stale(cancel.IfMatch!, order.Version)),
        { WasCancelled: true }                    => Replay,
        { Fulfilment: Confirmed } when order.IsClaimed => Refuse(Claimed),
        { Fulfilment: Confirmed } when !paid      => Refuse(NotPaidYet),
        { Fulfilment: Confirmed }                 => Record(Cancellation(order, cancel, id)),
        _                                         => Refuse(NotAllowedWhile(order.Fulfilment)),
    };

    private static OrderEvent.Cancelled Cancellation(Order order, CancelOrder cancel, string id)
    {
        var (tenant, cart) = (cancel.Origin.Tenant, order.Cart!);
        var goods = cart.Lines.Select(
            line => new ClaimedGoods(line.Sku, line.Name, line.Quantity, Condition.Resellable, line.LineTotal));
        return new(
            new Personal<string>(
                cart.CustomerId is { } customer ? $"{tenant}/customer/{customer}" : $"{tenant}/order/{id}",
                cancel.Reason),
            new RefundOrder(
                id, ClaimId: null, id, order.PaymentId, cart.StoreId, cart.CustomerId, Type: null, cart.TaxRate,
                [.. goods], cart.Shipping));
    }
}
