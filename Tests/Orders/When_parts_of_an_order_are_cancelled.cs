using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.Orders;

/// <summary>Of three coffees and a honey, 9.99 for shipping.</summary>
public sealed class When_parts_of_an_order_are_cancelled : OrderSpec
{
    private static readonly PricedCart Basket = TwoCoffees with
    {
        Lines = [new("CAFE", "Café", new(1299), 3), new("MIEL", "Miel", new(1599), 1)], Shipping = new(999),
    };

    private static OrderEvent.Confirmed Sold() => new("cart-1", Basket, "p-1", "r-1");

    private static readonly OrderedPieces Honey = new("MIEL", 1);

    [Fact] public void Of_one_that_does_not_exist_none_is() =>
        Given().When(Cancel(Coffees())).Refused("order-not-found", RefusalKind.NotFound);

    [Fact] public void Before_its_money_is_captured_none_is() =>
        Given(Sold()).When(Cancel(new CancelOrder(Saga, "no", Lines: [Coffees()]), new CancelFacts(IsPaid: false)))
            .Refused("order-not-completed", RefusalKind.InvalidState);

    [Fact] public void A_version_that_somebody_has_changed_is_refused() =>
        Given(Sold(), PiecesShipped(1, Fulfilment.PartlyShipped))
            .When(Cancel(new CancelOrder(Saga, "no", new VersionCondition([1]), [Coffees()])))
            .Refused("order-changed", RefusalKind.PreconditionFailed);

    [Fact] public void An_empty_list_is_not_all_that_is_left() =>
        Given(Sold()).When(Cancel([])).Refused("order-lines-empty", RefusalKind.OrderInvalid);

    [Fact] public void What_was_not_bought_is_refused_and_nothing_is_cancelled() =>
        Given(Sold()).When(Cancel(Coffees(), new("THE", 1)))
            .Refused("order-line-not-in-order", RefusalKind.OrderInvalid);

    [Fact] public void More_than_is_left_is_refused()
    {
        Given(Sold()).When(Cancel(Coffees(4))).Refused("order-line-too-many-to-cancel", RefusalKind.OrderInvalid);
        Given(Sold()).When(Cancel(Coffees(2), Coffees(2))).Refused("order-line-too-many-to-cancel");
        Given(Sold()).When(Cancel(Coffees(0))).Refused("order-line-too-many-to-cancel");
        Given([Sold(), .. Cancelled(Sold(), Coffees(2))]).When(Cancel(Coffees(2)))
            .Refused("order-line-too-many-to-cancel");
    }

    [Fact] public void A_shipped_piece_is_not_cancelled()
    {
        Given(Sold(), PiecesShipped(2, Fulfilment.PartlyShipped)).When(Cancel(Coffees(2)))
            .Refused("order-line-too-many-to-cancel");
        Given(Sold(), Shipped()).When(Cancel(Coffees())).Refused("order-state", RefusalKind.InvalidState);
        Given(Sold(), Shipped(), Delivered()).When(Cancel(Honey)).Refused("order-state");
    }

    [Fact] public void A_piece_that_a_claim_holds_is_not_cancelled_whatever_has_become_of_the_claim()
    {
        Given(Sold(), Held(2)).When(Cancel(Coffees(2))).Refused("order-line-too-many-to-cancel");
        var after = Given(Sold(), Held(2)).When(Cancel(Coffees())).After;
        Assert.Equal(Coffees(), after.View("o-1").Cancellations![0].Lines[0]);
    }

    /// <summary>Two were delivered and are complained about; the third has never left the store.</summary>
    [Fact] public void Claims_are_about_shipped_pieces_as_far_as_there_are_any()
    {
        OrderEvent[] history = [Sold(), PiecesShipped(2, Fulfilment.PartlyShipped), Held(2)];
        Given(history).When(Cancel(Coffees(2))).Refused("order-line-too-many-to-cancel");
        Assert.Equal(2, Given(history).When(Cancel(Coffees())).Events.Count);
    }

    [Fact] public void With_nothing_left_that_could_be_cancelled_it_says_so() =>
        Given(Sold(), PiecesShipped(3, Fulfilment.PartlyShipped), new OrderEvent.PiecesHeld(
                "c-1", 1, [new("MIEL", "Miel", 1, Condition.NotReturned, new(1599))])).When(Cancel(All))
            .Refused("order-nothing-to-cancel", RefusalKind.InvalidState);

    [Fact] public void All_that_is_left_waits_for_claims_where_nothing_was_shipped() =>
        Given([Sold(), .. Cancelled(Sold(), Honey), Held(1)])
            .When(Cancel(new CancelOrder(Saga, "no"), new CancelFacts(true, IsClaimOpen: true)))
            .Refused("order-claimed", RefusalKind.InvalidState);

    [Fact] public void A_claim_never_covers_a_cancelled_piece()
    {
        OrderEvent[] history = [Sold(), .. Cancelled(Sold(), Coffees(2), Honey)];
        Given(history).When(Hold(Coffees(2))).Refused("claim-line-too-many", RefusalKind.ClaimInvalid);
        Given(history).When(Hold(Honey)).Refused("claim-line-too-many");
        var held = Assert.IsType<OrderEvent.PiecesHeld>(Assert.Single(Given(history).When(Hold()).Events));
        Assert.Equal([new ClaimedGoods("CAFE", "Café", 1, Condition.Damaged, new(1299))], held.Goods);
        Given([.. history, held]).When(Cancel(Coffees())).Refused("order-line-too-many-to-cancel");
    }

    [Fact] public void It_takes_no_more_parts_than_an_honest_order_has()
    {
        var many = Basket with { Lines = [new("CAFE", "Café", new(1299), OrderDecider.MaxParts + 2)] };
        OrderEvent[] history = [new OrderEvent.Confirmed("cart-1", many, "p-1", "r-1")];
        for (var i = 0; i < OrderDecider.MaxParts; i++)
            history = [.. history, .. Given(history).When(Cancel(Coffees())).Events];
        Given(history).When(Cancel(Coffees())).Refused("order-has-too-many-parts", RefusalKind.InvalidState);
        Assert.Equal(Fulfilment.Cancelled, Given(history).When(Cancel(Coffees(2))).After.Fulfilment);
    }

    [Fact] public void A_part_gives_its_price_back_whole_and_no_shipping_under_the_order_s_id()
    {
        var part = Given(Sold()).When(Cancel(Coffees(2)));
        var cancelled = Assert.IsType<OrderEvent.PiecesCancelled>(part.Events[0]);
        Assert.Equal(
            ("o-1", Fulfilment.PartlyCancelled, "demo/customer/c-1"),
            (cancelled.RefundId, cancelled.Fulfilment, cancelled.Reason.Subject));
        var refund = Assert.IsType<OrderEvent.RefundAsked>(part.Events[1]).Refund;
        Assert.Equal(
            ("o-1", null, "o-1", "p-1", null, Money.Zero, null, null),
            (refund.RefundId, refund.ClaimId, refund.OrderId, refund.PaymentId, refund.Type, refund.Shipping,
                refund.Goodwill, refund.Attempt));
        Assert.Equal([new ClaimedGoods("CAFE", "Café", 2, Condition.Resellable, new(2598))], refund.Goods);
    }

    [Fact] public void The_last_part_gives_shipping_back_and_each_has_an_id_of_its_own()
    {
        OrderEvent[] history = [Sold(), .. Cancelled(Sold(), Coffees(2))];
        history = [.. history, .. Given(history).When(Cancel(Honey)).Events];
        foreach (var last in new[] { Cancel(All), Cancel(Coffees()) })
        {
            var all = Given(history).When(last);
            var refund = Assert.IsType<OrderEvent.RefundAsked>(all.Events[1]).Refund;
            Assert.Equal(("o-1.3", new Money(999)), (refund.RefundId, refund.Shipping));
            Assert.Equal(Fulfilment.Cancelled, all.After.Fulfilment);
            Assert.Equal(["o-1", "o-1.2", "o-1.3"], all.After.Cancellations.Select(one => one.RefundId));
            Assert.Equal(
                [new LineProgress("CAFE", 0, 3), new LineProgress("MIEL", 0, 1)], all.After.View("o-1").Progress);
            Given([.. history, .. all.Events]).When(Cancel(All)).Replayed();
            Given([.. history, .. all.Events]).When(Cancel(Coffees())).Refused("order-state");
        }
    }

    [Fact] public void Once_something_was_shipped_shipping_stays_paid_and_the_rest_is_as_good_as_shipped()
    {
        var rest = Given(Sold(), PiecesShipped(1, Fulfilment.PartlyShipped)).When(Cancel(All));
        var refund = Assert.IsType<OrderEvent.RefundAsked>(rest.Events[1]).Refund;
        Assert.Equal((Money.Zero, 2), (refund.Shipping, refund.Goods.Count));
        Assert.Equal((Fulfilment.Shipped, false), (rest.After.Fulfilment, rest.After.WasCancelled));
        Given([Sold(), PiecesShipped(1, Fulfilment.PartlyShipped), .. rest.Events]).When(Deliver()).Then(Delivered());
    }

    [Fact] public void The_last_part_gives_back_what_claims_kept()
    {
        OrderEvent[] history = [Sold(), .. Cancelled(Sold(), Coffees(2), Honey), Held(1)];
        var last = Given(history).When(Cancel(
            new CancelOrder(Saga, "no"),
            new CancelFacts(true, PaidClaims: [new("c-1", ClaimType.ServiceComplaint, new(299))])));
        var refund = Assert.IsType<OrderEvent.RefundAsked>(last.Events[1]).Refund;
        Assert.Equal([new ClaimedGoods("CAFE", "Café", 1, Condition.Resellable, new(909))], refund.Goods);
        Assert.Equal((new Money(299), new Money(999)), (refund.Goodwill, refund.Shipping));
        Assert.Empty(Assert.IsType<OrderEvent.PiecesCancelled>(last.Events[0]).Goods);
        Assert.Equal(Fulfilment.Cancelled, last.After.Fulfilment);
    }

    [Fact] public void It_hears_of_each_refund_by_its_id()
    {
        OrderEvent[] history = [Sold(), .. Cancelled(Sold(), Coffees())];
        history = [.. history, .. Given(history).When(Cancel(Honey)).Events];
        var heard = Given(history).When(Hears("o-1", RefundStatus.Completed));
        heard.AndTheSameTwice();
        Assert.Equal(
            [RefundStatus.Completed, RefundStatus.Requested],
            heard.After.Cancellations.Select(one => one.Refund!.Status));
        Given(history).When(Hears("o-1.3", RefundStatus.Completed)).Refused("order-refund-attempt-unknown");
        Given(history).When(Hears("o-1.2", RefundStatus.Completed, 2)).Refused("order-refund-attempt-unknown");
    }

    [Fact] public void A_refund_that_failed_is_tried_again_by_its_id_and_cancels_nothing_more()
    {
        OrderEvent[] history = [Sold(), .. Cancelled(Sold(), Coffees())];
        history = [.. history, .. Given(history).When(Cancel(Honey)).Events];
        var again = new CancelOrder(Saga, "once more", RefundId: "o-1.2");
        var second = Given(history).When(Cancel(again, new CancelFacts(true, FailedRefunds: ["o-1", "o-1.2"])));
        Assert.Equal(2, Assert.IsType<OrderEvent.LaterRefundRetried>(second.Events[0]).Attempt);
        var refund = Assert.IsType<OrderEvent.RefundAsked>(second.Events[1]).Refund;
        Assert.Equal(("o-1.2", 2, 2), (refund.RefundId, refund.Attempt, second.Events.Count));
        Given(history).When(Cancel(again, new CancelFacts(true))).Replayed();

        // With something left to cancel it is not taken for a wish to try again.
        Assert.IsType<OrderEvent.PiecesCancelled>(
            Given(history).When(Cancel(new CancelOrder(Saga, "no"), FirstHasFailed)).Events[0]);
        history = [.. history, PiecesShipped(2, Fulfilment.Shipped)];
        Assert.IsType<OrderEvent.RefundRetried>(Assert.Single(
            Given(history).When(Cancel(new CancelOrder(Saga, "no"), FirstHasFailed)).Events));
        Given(history).When(Cancel(All)).Refused("order-state");
    }

    [Theory]
    [InlineData("o-1.2", "o-1"), InlineData("o.1.17", "o.1"), InlineData("o-1", null), InlineData("o-1.1", null)]
    [InlineData("o-1.02", null), InlineData(".2", null), InlineData("o-1.", null), InlineData("o-1.99999999999", null)]
    public void The_order_of_a_later_refund_is_in_its_id(string refund, string? order) =>
        Assert.Equal(order, RefundOrder.OrderOf(refund));

    private static OrderedPieces[]? All => null;

    private static CancelFacts FirstHasFailed => new(IsPaid: true, FailedRefunds: ["o-1"]);

    private static OrderEvent.PiecesHeld Held(int coffees) => new(
        "c-1", 1, [new("CAFE", "Café", coffees, Condition.NotReturned, new(1299 * coffees))]);

    private static IReadOnlyList<OrderEvent> Cancelled(OrderEvent sold, params OrderedPieces[] lines) =>
        Given(sold).When(Cancel(lines)).Events;

    private static Func<Order, Decision<OrderEvent>> Cancel(params OrderedPieces[]? lines) =>
        Cancel(new CancelOrder(Saga, "no", Lines: lines), new CancelFacts(IsPaid: true));

    private static Func<Order, Decision<OrderEvent>> Cancel(CancelOrder cancel) =>
        Cancel(cancel, new CancelFacts(IsPaid: true));

    private static Func<Order, Decision<OrderEvent>> Cancel(CancelOrder cancel, CancelFacts facts) =>
        order => OrderDecider.Decide(order, cancel, "o-1", facts);

    private static Func<Order, Decision<OrderEvent>> Hears(string refund, RefundStatus status, int? attempt = null) =>
        order => OrderDecider.Decide(order, new OrderRefundMoved(Saga, refund, status, null, attempt));

    private static Func<Order, Decision<OrderEvent>> Hold(params OrderedPieces[] lines) => order => OrderDecider.Decide(
        order, new HoldForClaim(
            Saga, "k-1", 1, "c-1", [.. lines.Select(line => new ClaimLine(line.Sku, line.Quantity, Condition.Damaged))],
            Condition.Damaged));
}
