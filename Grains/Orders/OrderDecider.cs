using PosSaga.Carts;
using PosSaga.Deciding;
using static PosSaga.Deciding.Decision<PosSaga.Orders.OrderEvent>;
using static PosSaga.Orders.Fulfilment;
using static PosSaga.Orders.OrderRefusals;

namespace PosSaga.Orders;

/// <summary>The rules of an order: confirmed once or never, then shipped, then delivered; or cancelled before it was
/// shipped.</summary>
public static partial class OrderDecider
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
}
