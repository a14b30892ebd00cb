using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.Orders;

public sealed class When_an_order_is_cancelled : OrderSpec
{
    [Fact] public void One_that_does_not_exist_is_not() =>
        Given().When(Cancel()).Refused("order-not-found", RefusalKind.NotFound);

    [Fact] public void Before_its_money_is_captured_it_is_not() =>
        Given(Confirmed()).When(Cancel(paid: false)).Refused("order-not-completed", RefusalKind.InvalidState);

    [Fact] public void While_a_claim_is_at_work_about_some_of_it_it_is_not()
    {
        Given(Confirmed(), PiecesHeld()).When(Cancel(claimed: true))
            .Refused("order-claimed", RefusalKind.InvalidState);
        Assert.IsType<OrderEvent.Cancelled>(
            Given(Confirmed(), PiecesHeld(), new OrderEvent.PiecesLetGo("c-1", 1)).When(Cancel()).Events.Single());
    }

    /// <summary>It was refused with "close it first", though the claim was closed.</summary>
    [Fact] public void What_a_closed_claim_was_refunded_for_is_not_given_back_twice()
    {
        var cancelled = Given(Confirmed(), PiecesHeld()).When(Cancel()).Events.Single();
        Assert.Equal(
            [new ClaimedGoods("CAFE", "Café", 1, Condition.Resellable, new(1299))],
            Assert.IsType<OrderEvent.Cancelled>(cancelled).Refund.Goods);
    }

    /// <summary>The customer had neither the goods nor 70 % of their price.</summary>
    [Theory]
    [InlineData(Condition.NotReturned, Condition.Resellable)]
    [InlineData(Condition.Damaged, Condition.NotReturned)]
    public void What_a_claim_kept_of_the_price_comes_back_with_the_fee_and_the_goods(
        Condition claimed, Condition cancelled)
    {
        var refund = Refund(
            Claim("c-1", claimed, 1299), new PaidClaim("c-1", ClaimType.ServiceComplaint, new Money(299)));
        // 12.99 less 3.90.
        Assert.Equal(
            [
                new ClaimedGoods("CAFE", "Café", 1, Condition.Resellable, new(1299)),
                new ClaimedGoods("CAFE", "Café", 1, cancelled, new(909)),
            ],
            refund.Goods);
        Assert.Equal(new Money(299), refund.Goodwill);
    }

    [Theory]
    [InlineData(Condition.NotReturned, 1)]
    [InlineData(Condition.Resellable, 0)]
    public void Of_one_that_gave_the_whole_price_only_the_goods_are_left(Condition claimed, int inStore)
    {
        var refund = Refund(
            Claim("c-1", claimed, 1299), new PaidClaim("c-1", ClaimType.ProductDefect, Money.Zero));
        Assert.Equal(
            inStore, refund.Goods.Count(goods => goods.Paid.IsZero && goods.Condition == Condition.Resellable));
        Assert.Null(refund.Goodwill);
    }

    private static OrderEvent.PiecesHeld Claim(string id, Condition condition, long paid) =>
        new(id, 1, [new ClaimedGoods("CAFE", "Café", 1, condition, new(paid))]);

    private static RefundOrder Refund(OrderEvent.PiecesHeld held, PaidClaim claim) =>
        Assert.IsType<OrderEvent.Cancelled>(Given(Confirmed(), held).When(order => OrderDecider.Decide(
            order, new CancelOrder(Saga, "customer left"), "o-1", new CancelFacts(IsPaid: true, PaidClaims: [claim])))
            .Events.Single()).Refund;

    /// <summary>Cancelled again, it did nothing, for ever.</summary>
    [Fact] public void Asked_again_after_its_refund_failed_the_refund_is_attempted_once_more()
    {
        var second = Given([Confirmed(), Cancelled()]).When(Cancel(failed: true));
        var retried = Assert.IsType<OrderEvent.RefundRetried>(second.Events.Single());
        Assert.Equal(("o-1", 2), (retried.Refund.RefundId, retried.Refund.Attempt));
        Assert.Equal(Refund().Goods, retried.Refund.Goods);
        Assert.Equal(3, Assert.IsType<OrderEvent.RefundRetried>(
            Given([Confirmed(), Cancelled(), .. second.Events]).When(Cancel(failed: true)).Events.Single())
            .Refund.Attempt);
        Given([Confirmed(), Cancelled(), .. second.Events]).When(Cancel()).Replayed();
    }

    [Fact] public void Once_it_is_no_claim_gets_any_of_it_and_hears_that_all_is_back_when_it_is()
    {
        Given([Confirmed(), Cancelled()]).When(Hold).Refused("claim-order-cancellation-open", RefusalKind.ClaimInvalid);
        Given([Confirmed(), Cancelled(), Moved(RefundStatus.Failed)]).When(Hold)
            .Refused("claim-order-cancellation-open");
        Given([Confirmed(), Cancelled(), Moved(RefundStatus.Completed)]).When(Hold).Refused("claim-order-cancelled");
    }

    [Fact] public void One_that_was_not_hears_of_no_refund() =>
        Given(Confirmed()).When(Hears(RefundStatus.Completed)).Refused("order-not-found");

    [Fact] public void It_hears_once_how_its_refund_ended()
    {
        var failed = Given([Confirmed(), Cancelled()]).When(Hears(RefundStatus.Failed, "restock-refused"));
        failed.Then(Moved(RefundStatus.Failed)).AndTheSameTwice();
        Assert.Equal(
            (RefundStatus.Failed, "restock-refused"),
            (failed.After.RefundOf("o-1")!.Status, failed.After.RefundOf("o-1")!.Failure));
        Given([Confirmed(), Cancelled(), .. failed.Events]).When(Hears(RefundStatus.Completed)).Replayed();
        Given([Confirmed(), Cancelled(), Moved(RefundStatus.NeedsOperator)]).When(Hears(RefundStatus.Completed, null))
            .Then(Moved(RefundStatus.Completed, null));
    }

    [Fact] public void How_an_older_attempt_ended_does_not_count_any_more()
    {
        var retried = Given([Confirmed(), Cancelled(), Moved(RefundStatus.Failed)]).When(Cancel(failed: true));
        Assert.Equal(
            (RefundStatus.Requested, null),
            (retried.After.RefundOf("o-1")!.Status, retried.After.RefundOf("o-1")!.Failure));
        OrderEvent[] all = [Confirmed(), Cancelled(), Moved(RefundStatus.Failed), .. retried.Events];
        Given(all).When(Hears(RefundStatus.Failed, "restock-refused")).Replayed();
        Given(all).When(Hears(RefundStatus.Completed, null, attempt: 3)).Refused("order-refund-attempt-unknown");
        Given(all).When(Hears(RefundStatus.Completed, null, attempt: 2)).Then(Moved(RefundStatus.Completed, null, 2));
    }

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

    private static Decision<OrderEvent> Hold(Order order) =>
        OrderDecider.Decide(order, new HoldForClaim(Saga, "c-1", 1, "c-1", [], Condition.Damaged));

    private static OrderEvent.RefundMoved Moved(
        RefundStatus status, string? failure = "restock-refused", int? attempt = null) =>
        new("o-1", status, failure, attempt);

    private static Func<Order, Decision<OrderEvent>> Hears(
        RefundStatus status, string? failure = null, int? attempt = null) =>
        order => OrderDecider.Decide(order, new OrderRefundMoved(Saga, "o-1", status, failure, attempt));

    private static Func<Order, Decision<OrderEvent>> Cancel(
        string reason = "customer left", bool paid = true, bool claimed = false, bool failed = false) =>
        order => OrderDecider.Decide(
            order, new CancelOrder(Saga, reason), "o-1", new CancelFacts(paid, claimed, failed ? ["o-1"] : []));
}
