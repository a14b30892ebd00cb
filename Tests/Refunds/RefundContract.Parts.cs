using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Tests.Journal;
using static PosSaga.Refunds.RefundStatus;

namespace PosSaga.Tests.Refunds;

/// <summary>Orders that are cancelled in parts: a refund for each, one after the other or at the same time.</summary>
public abstract partial class RefundContract
{
    [ContractFact] public Task A_part_that_the_store_refuses_is_tried_again_under_its_id() => In(async shop =>
    {
        var cart = await shop.Sell("o-1", shipped: true);
        await shop.CancelPieces("o-1", "MIEL", 1);
        Assert.Equal(Completed, (await shop.UntilOver("o-1")).Status);
        shop.Faults.RefuseReturnsOf = "CAFE";
        await shop.CancelPieces("o-1", "CAFE", 1);
        Assert.Equal((Failed, "restock-refused"), (await shop.UntilOver("o-1.2")).Ended());
        Assert.Equal("Email Refund refused → ana@example.com", await shop.Told("o-1.2", 1));
        Assert.Equal([Completed, Failed], await shop.Heard("o-1", Completed, Failed));

        // It is tried again by itself, and nothing else is cancelled meanwhile.
        shop.Faults.RefuseReturnsOf = null;
        Assert.True((await shop.Refund("o-1.2").Retry(new(shop.Staff, "there is room again"))).IsDone);
        Assert.Equal([Completed, Completed], await shop.Heard("o-1", Completed, Completed));
        var refund = await shop.UntilIs("o-1.2", Completed);
        Assert.Equal((2, "o-1", null), (refund.Attempt, refund.OrderId, refund.ClaimId));
        Assert.Equal((9, 0, 0), await shop.Pieces("CAFE"));
        var order = (await shop.Order("o-1").Get())!;
        Assert.Equal([new LineProgress("CAFE", 0, 1), new LineProgress("MIEL", 0, 1)], order.Progress);

        await shop.CancelPieces("o-1", "CAFE", 1);
        Assert.Equal(Completed, (await shop.UntilOver("o-1.3")).Status);
        Assert.Equal((PaymentStatus.Refunded, cart.Total.Amount),
            ((await shop.Payment("o-1").Get())!.Status, await shop.RefundedAtGateway()));
    });

    [ContractFact] public Task Parts_that_are_cancelled_at_the_same_time_are_as_many_refunds() => In(async shop =>
    {
        var cart = await shop.Sell("o-1", coffees: 5, shipped: true);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => shop.CancelPieces("o-1", "CAFE", 1)));
        await shop.CancelPieces("o-1", "MIEL", 1);
        string[] ids = ["o-1", "o-1.2", "o-1.3", "o-1.4", "o-1.5", "o-1.6"];
        var refunds = await Task.WhenAll(ids.Select(shop.UntilOver));
        Assert.All(refunds, refund => Assert.Equal(Completed, refund.Status));
        Assert.Equal(cart.Total.Amount, refunds.Sum(refund => refund.Amounts!.Amount.Amount));
        Assert.Equal(new Money(999), refunds[^1].Amounts!.Shipping);
        Assert.Equal(Enumerable.Repeat(Completed, 6), await shop.Heard("o-1", [.. refunds.Select(_ => Completed)]));
        Assert.Equal((10, 0, 0), await shop.Pieces("CAFE"));
        Assert.Equal((10, 0, 0), await shop.Pieces("MIEL"));
        Assert.Equal((Fulfilment.Cancelled, cart.Total.Amount),
            ((await shop.Order("o-1").Get())!.Fulfilment, await shop.RefundedAtGateway()));
    });

    [ContractFact] public Task What_is_delivered_again_is_nothing_to_a_part_that_is_over() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.CancelPieces("o-1", "CAFE", 1);
        await shop.CancelPieces("o-1", "CAFE", 1);
        await shop.UntilOver("o-1");
        await shop.UntilOver("o-1.2");
        await shop.Heard("o-1", Completed, Completed);
        var (before, paid) = ((await shop.Log("o-1.2")).Count, await shop.RefundedAtGateway());
        Assert.True(await shop.DeliverAgain("o-1.2") > 0);
        Assert.Equal((before, paid), ((await shop.Log("o-1.2")).Count, await shop.RefundedAtGateway()));
        Assert.Equal((10, 0, 0), await shop.Pieces("CAFE"));
    });

    [ContractFact] public Task The_rest_of_a_shipped_order_comes_back_without_its_shipping() => In(async shop =>
    {
        await shop.Sell("o-1", shipped: true);
        var shipped = await shop.Order("o-1").Ship(
            new(shop.Staff, Lines: [new("CAFE", 1)], Carrier: "van", Tracking: "7"));
        Assert.Equal(Fulfilment.PartlyShipped, shipped.Value!.Fulfilment);
        Assert.Equal("7", shipped.Value.Shipments![0].Tracking);
        var cancelled = await shop.Order("o-1").Cancel(new(shop.Staff, "the rest is not wanted"));
        Assert.Equal(Fulfilment.Shipped, cancelled.Value!.Fulfilment);

        // 12.99 and 15.99, and 14.975 % of them.
        var refund = await shop.UntilOver("o-1");
        Assert.Equal(
            (Completed, new RefundAmounts(new(2898), new(0), new(434), new(3332))), (refund.Status, refund.Amounts));
        Assert.Equal((9, 0, 0), await shop.Pieces("CAFE"));
        Assert.True((await shop.Order("o-1").Deliver(new(shop.Staff))).IsDone);
    });

    [ContractFact] public Task The_same_request_under_the_same_key_is_one_part() => In(async shop =>
    {
        await shop.Sell("o-1");
        var command = new CancelOrder(shop.Staff, "no", Lines: [new("CAFE", 1)], Key: "k", Fingerprint: "f");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => shop.Persist(
            () => shop.Order("o-1").Cancel(command))));
        Assert.Single(answers, answer => !answer.Replayed);
        Assert.All(answers, answer => Assert.Equal((Fulfilment.PartlyCancelled, answers[0].Value!.Version),
            (answer.Value!.Fulfilment, answer.Value.Version)));
        Assert.Equal("idempotency-key-reused",
            (await shop.Order("o-1").Cancel(command with { Fingerprint = "g" })).Refusal!.Code);

        // What was refused under a key stays refused, whatever is possible meanwhile.
        var tooMany = new ShipOrder(shop.Staff, Lines: [new("CAFE", 2)], Key: "s", Fingerprint: "f");
        Assert.Equal("order-line-too-many-to-ship", (await shop.Order("o-1").Ship(tooMany)).Refusal!.Code);
        Assert.True((await shop.Order("o-1").Ship(tooMany)).Replayed);
        Assert.True((await shop.Order("o-1").Ship(tooMany with { Key = "t", Lines = null })).IsDone);
        Assert.Equal("order-line-too-many-to-ship", (await shop.Order("o-1").Ship(tooMany)).Refusal!.Code);
    });
}
