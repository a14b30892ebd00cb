using PosSaga.Carts;
using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Orders;

/// <summary>Orders of two coffees.</summary>
public abstract class OrderSpec : Spec<Order, OrderEvent>
{
    protected static readonly Origin Saga = new("demo", "system:saga", "o-1");

    /// <summary>A new list each time: content counts, not the reference.</summary>
    protected static PricedCart TwoCoffees => new(
        "1", "c-1", [new("CAFE", "Café", new(1299), 2)], 0.14975m, new(2598), new(0), new(389), new(2987));

    protected static OrderEvent Confirmed() => new OrderEvent.Confirmed("cart-1", TwoCoffees, "p-1", "r-1");

    protected static OrderEvent Withdrawn() => new OrderEvent.Withdrawn("undone");

    protected static OrderEvent Barred() => new OrderEvent.Barred("undone");

    protected static OrderEvent Shipped() => new OrderEvent.Shipped();

    protected static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static OrderedPieces Coffees(int pieces = 1) => new("CAFE", pieces);

    protected static OrderEvent PiecesShipped(int coffees, Fulfilment fulfilment) =>
        new OrderEvent.PiecesShipped([Coffees(coffees)], fulfilment, At);

    protected static OrderEvent Delivered() => new OrderEvent.Delivered();

    protected static Func<Order, Decision<OrderEvent>> Confirm(
        int risk = 10, bool accepted = true, PricedCart? cart = null) =>
        order => OrderDecider.Decide(
            order, new ConfirmOrder(Saga, "cart-1", cart ?? TwoCoffees, "p-1", "r-1", risk), accepted);

    protected static Func<Order, Decision<OrderEvent>> Withdraw() =>
        order => OrderDecider.Decide(order, new WithdrawOrder(Saga, "undone"));

    protected static Func<Order, Decision<OrderEvent>> Ship(bool paid = true) => Ship(new ShipOrder(Saga), paid);

    protected static Func<Order, Decision<OrderEvent>> Ship(params OrderedPieces[] lines) =>
        Ship(new ShipOrder(Saga, Lines: lines));

    protected static Func<Order, Decision<OrderEvent>> Ship(ShipOrder ship, bool paid = true) =>
        order => OrderDecider.Decide(order, ship, paid, "o-1", At);

    protected static Func<Order, Decision<OrderEvent>> Deliver() =>
        order => OrderDecider.Decide(order, new DeliverOrder(Saga));
}
