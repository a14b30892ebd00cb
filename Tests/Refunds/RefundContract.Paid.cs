using PosSaga.Claims;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Tests.Journal;
using static PosSaga.Refunds.RefundStatus;

namespace PosSaga.Tests.Refunds;

public abstract partial class RefundContract
{
    [ContractFact] public Task A_defect_is_refunded_and_its_goods_are_where_they_belong() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve(
            "c-1", "o-1", ClaimType.ProductDefect,
            new ClaimLine("CAFE", 1, Condition.Resellable), new ClaimLine("CAFE", 1, Condition.Damaged),
            new ClaimLine("MIEL", 1, Condition.NotReturned));
        await shop.AskRefund("c-1");

        var refund = await shop.UntilOver("c-1");
        Assert.Equal([Requested, Reserved, Restocked, Settled, Completed], refund.Steps.Select(step => step.Step));
        Assert.Equal(new RefundAmounts(new(4197), new(0), new(629), new(4826)), refund.Amounts);
        Assert.Equal(("c-1", "o-1", null), (refund.ClaimId, refund.OrderId, refund.Failure));
        Assert.Equal((9, 0, 1), await shop.Pieces("CAFE"));
        Assert.Equal((9, 0, 0), await shop.Pieces("MIEL"));
        var payment = await shop.Payment("o-1").Get();
        Assert.Equal((PaymentStatus.Refunded, new Money(4826)), (payment!.Status, payment.Refunded));
        Assert.Equal(4826, await shop.RefundedAtGateway());
        Assert.Equal(AnaBefore + "Email Refund paid → ana@example.com", await shop.Told("c-1", 5));
        await ClaimSays(shop, "c-1", Completed);
    });

    [ContractFact] public Task With_nothing_to_restock_it_is_paid_all_the_same() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ServiceComplaint, new ClaimLine("MIEL", 1, Condition.NotReturned));
        await shop.AskRefund("c-1");

        // 15.99 × 0.3 = 4.80, less 2.99, and 72 cents of tax on the 4.80.
        Assert.Equal(
            new RefundAmounts(new(480), new(299), new(72), new(253)), (await shop.UntilOver("c-1")).Amounts);
        Assert.Equal((9, 0, 0), await shop.Pieces("MIEL"));
        Assert.Equal(253, await shop.RefundedAtGateway());
    });

    [ContractFact] public Task A_cancelled_order_gives_everything_back_shipping_included() => In(async shop =>
    {
        var cart = await shop.Sell("o-1", shipped: true);
        var cancelled = await shop.Order("o-1").Cancel(new(shop.Staff, "changed her mind"));
        Assert.Equal(Fulfilment.Cancelled, cancelled.Value!.Fulfilment);
        Assert.True((await shop.Order("o-1").Cancel(new(shop.Staff, "again"))).Replayed);

        var refund = await shop.UntilOver("o-1");
        Assert.Equal((Completed, null, cart.Total), (refund.Status, refund.ClaimId, refund.Amounts!.Amount));
        Assert.Equal((cart.Subtotal + cart.Shipping, cart.Tax), (refund.Amounts.Goods, refund.Amounts.Tax));
        Assert.Equal((10, 0, 0), await shop.Pieces("CAFE"));
        Assert.Equal((10, 0, 0), await shop.Pieces("MIEL"));
        Assert.Equal(cart.Total.Amount, await shop.RefundedAtGateway());
        Assert.Equal(
            "Email Order confirmed → ana@example.com, Email Refund paid → ana@example.com", await shop.Told("o-1", 2));
    });

    [ContractFact] public Task An_anonymous_sale_is_cancelled_without_telling_anybody() => In(async shop =>
    {
        await shop.Sell("o-1", customer: null);
        await shop.Order("o-1").Cancel(new(shop.Staff, "wrong goods"));
        Assert.Equal(Completed, (await shop.UntilOver("o-1")).Status);
        Assert.Equal("", await shop.Told("o-1", 0));
    });

    [ContractFact] public Task An_order_with_a_claim_is_not_cancelled_until_the_claim_is_closed() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("MIEL", 1, Condition.Damaged));
        Assert.Equal("order-claimed", (await shop.Order("o-1").Cancel(new(shop.Staff, "left"))).Refusal!.Code);
        await shop.Claim("c-1").Close(new(shop.Staff, shop.Now));
        await shop.Until(
            async () => (await shop.Order("o-1").Cancel(new(shop.Staff, "left"))).IsDone ? "done" : null,
            "the cancellation");
        Assert.Equal(4826, (await shop.UntilOver("o-1")).Amounts!.Amount.Amount);
    });

    [ContractFact] public Task A_hundred_requests_are_one_refund() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.BillingError);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => shop.AskRefund("c-1")));
        Assert.Single(answers, answer => !answer.Replayed);
        Assert.All(answers, answer => Assert.Equal("c-1", answer.Value!.RefundId));
        Assert.Equal(Completed, (await shop.UntilOver("c-1")).Status);
        Assert.Equal(4826, await shop.RefundedAtGateway());
        Assert.Equal((8, 0, 0), await shop.Pieces("CAFE"));
    });

    [ContractFact] public Task Five_claims_on_one_payment_get_no_more_than_was_paid() => In(async shop =>
    {
        await shop.Sell("o-1", coffees: 5, honeys: 0);
        for (var n = 1; n <= 5; n++)
            await shop.Resolve(
                $"c-{n}", "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Resellable));
        // 74.68 were paid, 20.00 are gone elsewhere: of five times 14.94 three fit, and the fourth in part.
        await shop.Payment("o-1").ReserveRefund(new(shop.Staff, "by-hand", new(2000)));
        await Task.WhenAll(Enumerable.Range(1, 5).Select(n => shop.AskRefund($"c-{n}")));

        var refunds = await Task.WhenAll(Enumerable.Range(1, 5).Select(n => shop.UntilOver($"c-{n}")));
        var paid = refunds.Where(r => r.Status == Completed).Select(r => r.Amounts!.Amount.Amount).Order().ToArray();
        Assert.Equal((4, 7468 - 2000), (paid.Length, paid.Sum()));
        Assert.All(paid[1..], amount => Assert.InRange(amount, 1493, 1494));
        Assert.Equal("nothing-refundable", Assert.Single(refunds, r => r.Status == Failed).Failure);
        Assert.Equal(7468 - 2000, await shop.RefundedAtGateway());
        Assert.Equal((9, 0, 0), await shop.Pieces("CAFE"));
        Assert.Equal(Money.Zero, (await shop.Payment("o-1").Get())!.Refundable);
    });
}
