using PosSaga.Deciding;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.Orders;

public sealed class When_an_order_is_cancelled : OrderSpec
{
    [Fact] public void One_that_does_not_exist_is_not() =>
        Given().When(Cancel()).Refused("order-not-found", RefusalKind.NotFound);

    [Fact] public void Before_its_money_is_captured_it_is_not() =>
        Given(Confirmed()).When(Cancel(paid: false)).Refused("order-not-completed", RefusalKind.InvalidState);

    [Fact] public void While_a_claim_is_about_some_of_it_it_is_not()
    {
        Given(Confirmed(), PiecesHeld()).When(Cancel()).Refused("order-claimed", RefusalKind.InvalidState);
        Assert.IsType<OrderEvent.Cancelled>(
            Given(Confirmed(), PiecesHeld(), new OrderEvent.PiecesLetGo("c-1", 1)).When(Cancel()).Events.Single());
    }

    [Fact] public void Once_it_is_no_claim_gets_any_of_it() => Given([Confirmed(), Cancelled()])
        .When(order => OrderDecider.Decide(order, new HoldPieces(Saga, "c-1", 1, "c-1", [], Condition.Damaged)))
        .Refused("claim-order-cancelled");

    [Fact] public void Once_it_is_shipped_it_is_not() =>
        Given(Confirmed(), Shipped()).When(Cancel()).Refused("order-state", RefusalKind.InvalidState);

    [Fact] public void Once_it_is_delivered_it_is_not() =>
        Given(Confirmed(), Shipped(), Delivered()).When(Cancel()).Refused("order-state", RefusalKind.InvalidState);

    [Fact] public void One_that_its_saga_withdrew_is_not() =>
        Given(Confirmed(), Withdrawn()).When(Cancel()).Refused("order-state", RefusalKind.InvalidState);

    [Fact] public void One_that_its_saga_barred_is_not() => Given(Barred()).When(Cancel()).Refused("order-not-found");

    [Fact] public void It_is_once_whatever_reason_comes_later()
    {
        var cancelled = Given(Confirmed()).When(Cancel());
        Assert.IsType<OrderEvent.Cancelled>(cancelled.Events.Single());
        Assert.Equal(Fulfilment.Cancelled, cancelled.After.Fulfilment);
        cancelled.AndTheSameTwice();
        Given([Confirmed(), .. cancelled.Events]).When(Cancel("another")).Replayed();
    }

    [Fact] public void All_of_it_is_to_be_refunded_under_the_order_s_id_and_its_goods_are_as_good_as_new()
    {
        var refund = Refund();
        Assert.Equal(("o-1", null, "o-1", "p-1", "1", "c-1", null, 0.14975m), (
            refund.RefundId, refund.ClaimId, refund.OrderId, refund.PaymentId, refund.StoreId, refund.CustomerId,
            refund.Type, refund.TaxRate));
        Assert.Equal([new ClaimedGoods("CAFE", "Café", 2, Condition.Resellable, new(2598))], refund.Goods);
    }

    [Fact] public void Why_is_the_customer_s_business() =>
        Assert.Equal("demo/customer/c-1", Cancelled().Reason.Subject);

    [Fact]
    public void It_is_not_shipped_any_more() => Given([Confirmed(), Cancelled()]).When(Ship()).Refused("order-state");

    [Fact] public void Its_saga_s_late_confirmation_does_not_bring_it_back() =>
        Given([Confirmed(), Cancelled()]).When(Confirm()).Refused("order-given-up");

    private static OrderEvent.PiecesHeld PiecesHeld() =>
        new("c-1", 1, [new ClaimedGoods("CAFE", "Café", 1, Condition.Damaged, new(1299))]);

    private static RefundOrder Refund() => Cancelled().Refund;

    private static OrderEvent.Cancelled Cancelled() =>
        Assert.IsType<OrderEvent.Cancelled>(Given(Confirmed()).When(Cancel()).Events.Single());

    private static Func<Order, Decision<OrderEvent>> Cancel(string reason = "customer left", bool paid = true) =>
        order => OrderDecider.Decide(order, new CancelOrder(Saga, reason), "o-1", paid);
}
