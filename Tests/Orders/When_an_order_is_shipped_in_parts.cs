using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.Orders;

public sealed class When_an_order_is_shipped_in_parts : OrderSpec
{
    [Fact] public void One_that_does_not_exist_is_not()
    {
        Given().When(Ship(Coffees())).Refused("order-not-found", RefusalKind.NotFound);
        Given(Barred()).When(Ship(Coffees())).Refused("order-not-found");
    }

    [Fact] public void Before_its_money_is_captured_it_is_not() =>
        Given(Confirmed()).When(Ship(new ShipOrder(Saga, Lines: [Coffees()]), paid: false))
            .Refused("order-not-completed", RefusalKind.InvalidState);

    [Fact] public void A_version_that_somebody_has_changed_is_refused() =>
        Given(Confirmed(), PiecesShipped(1, Fulfilment.PartlyShipped))
            .When(Ship(new ShipOrder(Saga, new VersionCondition([1]), [Coffees()])))
            .Refused("order-changed", RefusalKind.PreconditionFailed);

    [Fact] public void An_empty_list_is_not_all_that_is_left() =>
        Given(Confirmed()).When(Ship([])).Refused("order-lines-empty", RefusalKind.OrderInvalid);

    [Fact] public void What_was_not_bought_is_refused_and_nothing_is_shipped() =>
        Given(Confirmed()).When(Ship(Coffees(), new("MIEL", 1)))
            .Refused("order-line-not-in-order", RefusalKind.OrderInvalid);

    [Fact] public void More_than_is_left_is_refused()
    {
        Given(Confirmed()).When(Ship(Coffees(3))).Refused("order-line-too-many-to-ship", RefusalKind.OrderInvalid);
        Given(Confirmed()).When(Ship(Coffees(1), Coffees(2))).Refused("order-line-too-many-to-ship");
        Given(Confirmed()).When(Ship(Coffees(0))).Refused("order-line-too-many-to-ship");
        Given(Confirmed(), PiecesShipped(1, Fulfilment.PartlyShipped)).When(Ship(Coffees(2)))
            .Refused("order-line-too-many-to-ship");
    }

    [Fact] public void What_was_cancelled_is_not_there_to_be_shipped()
    {
        OrderEvent[] cancelled = [Confirmed(), .. PiecesCancelled(Fulfilment.PartlyCancelled)];
        Given(cancelled).When(Ship(Coffees(2))).Refused("order-line-too-many-to-ship");
        Given(cancelled).When(Ship()).Then(PiecesShipped(1, Fulfilment.Shipped)).AndTheSameTwice();
    }

    [Theory]
    [InlineData("shipped"), InlineData("delivered"), InlineData("cancelled"), InlineData("withdrawn")]
    public void Nothing_more_is_shipped_once_nothing_is_left(string state)
    {
        OrderEvent[] history = state switch
        {
            "shipped" => [Confirmed(), PiecesShipped(2, Fulfilment.Shipped)],
            "delivered" => [Confirmed(), PiecesShipped(2, Fulfilment.Shipped), Delivered()],
            "cancelled" => [Confirmed(), .. PiecesCancelled(Fulfilment.Cancelled, 2)],
            _ => [Confirmed(), Withdrawn()],
        };
        Given(history).When(Ship(Coffees())).Refused("order-state", RefusalKind.InvalidState);
    }

    [Fact] public void It_takes_no_more_parts_than_an_honest_order_has()
    {
        var many = TwoCoffees with { Lines = [new("CAFE", "Café", new(1299), OrderDecider.MaxParts + 2)] };
        OrderEvent[] history =
        [
            new OrderEvent.Confirmed("cart-1", many, "p-1", "r-1"),
            .. Enumerable.Repeat(PiecesShipped(1, Fulfilment.PartlyShipped), OrderDecider.MaxParts),
        ];
        Given(history).When(Ship(Coffees())).Refused("order-has-too-many-parts", RefusalKind.InvalidState);
        Given(history).When(Ship()).Then(PiecesShipped(2, Fulfilment.Shipped));
    }

    [Fact] public void A_part_is_not_delivered() =>
        Given(Confirmed(), PiecesShipped(1, Fulfilment.PartlyShipped)).When(Deliver())
            .Refused("order-state", RefusalKind.InvalidState);

    [Fact] public void Parts_go_until_nothing_is_left()
    {
        var first = Given(Confirmed()).When(
            Ship(new ShipOrder(Saga, Lines: [Coffees()], Carrier: "van", Tracking: "7")));
        var shipped = Assert.IsType<OrderEvent.PiecesShipped>(Assert.Single(first.Events));
        Assert.Equal(
            (Fulfilment.PartlyShipped, At, "van", "demo/customer/c-1", "7"),
            (shipped.Fulfilment, shipped.At, shipped.Carrier, shipped.Tracking!.Subject, shipped.Tracking.Value));
        Assert.Equal([Coffees()], shipped.Lines);

        var second = Given([Confirmed(), shipped]).When(Ship());
        second.Then(PiecesShipped(1, Fulfilment.Shipped)).AndTheSameTwice();
        Given([Confirmed(), shipped, .. second.Events]).When(Deliver()).Then(Delivered());
        Assert.Equal([new LineProgress("CAFE", 2, 0)], second.After.View("o-1").Progress);
        Assert.Equal(["van", null], second.After.View("o-1").Shipments!.Select(one => one.Carrier));
    }

    [Fact] public void Lines_of_one_sku_are_one() =>
        Given(Confirmed()).When(Ship(Coffees(), Coffees())).Then(PiecesShipped(2, Fulfilment.Shipped));

    [Fact] public void A_shipment_of_an_earlier_version_was_all_of_it()
    {
        Given(Confirmed(), Shipped()).When(Ship(Coffees())).Refused("order-state");
        var view = Given(Confirmed(), Shipped()).State.View("o-1");
        Assert.Equal([new LineProgress("CAFE", 2, 0)], view.Progress);
        Assert.Null(Assert.Single(view.Shipments!).At);
    }

    private static OrderEvent[] PiecesCancelled(Fulfilment fulfilment, int pieces = 1) =>
    [
        new OrderEvent.PiecesCancelled(
            new("demo/customer/c-1", "no"), "o-1",
            [new("CAFE", "Café", pieces, Condition.Resellable, new(1299 * pieces))], fulfilment),
    ];
}
