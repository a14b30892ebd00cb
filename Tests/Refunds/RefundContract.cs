using PosSaga.Claims;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Tests.Journal;
using static PosSaga.Refunds.RefundStatus;

namespace PosSaga.Tests.Refunds;

/// <summary>Every branch of a refund, from the request to its last event, through all that take part in it. Two coffees
/// and one honey cost 48.26 in Quebec.</summary>
public abstract partial class RefundContract
{
    private const string AnaBefore =
        "Email Claim received → ana@example.com, Sms Claim received → 514-555-0100, Email Claim assigned → bob, "
        + "Email Claim resolved → ana@example.com, ";

    /// <summary>In a shop that has just opened, with a gateway and a store in the best of moods.</summary>
    internal abstract Task In(Func<RefundShop, Task> scenario);

    [ContractFact] public Task A_payment_with_nothing_left_rejects_it() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect);
        await shop.Payment("o-1").ReserveRefund(new(shop.Staff, "by-hand", null));
        await shop.AskRefund("c-1");

        var refund = await shop.UntilOver("c-1");
        Assert.Equal([Requested, Rejected, Failed], refund.Steps.Select(step => step.Step));
        Assert.Equal("nothing-refundable", refund.Failure);
        Assert.Equal((8, 0, 0), await shop.Pieces("CAFE"));
        Assert.Equal(0, await shop.RefundedAtGateway());
        Assert.Equal(AnaBefore + "Email Refund refused → ana@example.com", await shop.Told("c-1", 5));
        await ClaimSays(shop, "c-1", Failed);
    });

    [ContractFact] public Task A_store_that_takes_one_of_two_products_gets_neither() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect);
        shop.Faults.RefuseReturnsOf = "MIEL";
        await shop.AskRefund("c-1");

        var refund = await shop.UntilOver("c-1");
        Assert.Equal([Requested, Reserved, Released, Failed], refund.Steps.Select(step => step.Step));
        Assert.Equal("restock-refused", refund.Failure);
        Assert.Equal((8, 0, 0), await shop.Pieces("CAFE"));
        Assert.Equal((9, 0, 0), await shop.Pieces("MIEL"));
        Assert.Equal(new Money(4826), (await shop.Payment("o-1").Get())!.Refundable);
        Assert.Equal(AnaBefore + "Email Refund refused → ana@example.com", await shop.Told("c-1", 5));
        await ClaimSays(shop, "c-1", Failed);
    });

    [ContractFact] public Task A_gateway_that_refuses_gets_the_goods_out_again() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Resellable));
        await shop.Gateway.Change(new(DeclineAmount: new(1494)));
        await shop.AskRefund("c-1");

        var refund = await shop.UntilOver("c-1");
        Assert.Equal([Requested, Reserved, Restocked, Released, Failed], refund.Steps.Select(step => step.Step));
        Assert.Equal((8, 0, 0), await shop.Pieces("CAFE"));
        Assert.Equal(0, await shop.RefundedAtGateway());
        Assert.Equal(new Money(4826), (await shop.Payment("o-1").Get())!.Refundable);
        Assert.Equal(AnaBefore + "Email Refund refused → ana@example.com", await shop.Told("c-1", 5));
        await ClaimSays(shop, "c-1", Failed);
    });

    [ContractFact] public Task Goods_sold_again_before_they_could_go_out_wait_for_a_person() => In(async shop =>
    {
        await shop.Sell("o-1", coffees: 10);
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Resellable));
        // The last bag is sold the moment it is back; the gateway is silent for just so long.
        await shop.Gateway.Change(new(Outage: true));
        await shop.AskRefund("c-1");
        await shop.UntilIs("c-1", Restocked);
        await shop.Stock("CAFE").Reserve(new(shop.Staff, "another", 1, shop.Now));
        await shop.Gateway.Change(new(DeclineAmount: new(1494)));

        var stuck = await shop.UntilIs("c-1", NeedsOperator);
        Assert.Equal("restocked-goods-gone", stuck.Failure);
        await ClaimSays(shop, "c-1", NeedsOperator);
        await shop.Nudge("c-1");
        Assert.Equal(NeedsOperator, (await shop.Refund("c-1").Get())!.Status);

        await shop.Stock("CAFE").Receive(new(shop.Staff, 1, "po-2"));
        await shop.Nudge("c-1");
        Assert.Equal(Failed, (await shop.UntilOver("c-1")).Status);
        Assert.Equal((1, 1, 0), await shop.Pieces("CAFE"));
    });

    /// <summary>No command led out of it.</summary>
    [ContractFact] public Task Goods_that_a_person_settled_stay_in_and_the_next_attempt_pays() => In(async shop =>
    {
        await shop.Sell("o-1", coffees: 10);
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Resellable));
        await shop.Gateway.Change(new(Outage: true));
        await shop.AskRefund("c-1");
        await shop.UntilIs("c-1", Restocked);
        await shop.Stock("CAFE").Reserve(new(shop.Staff, "another", 1, shop.Now));
        await shop.Gateway.Change(new(DeclineAmount: new(1494)));
        await shop.UntilIs("c-1", NeedsOperator);

        var command = new OperatorCommand(shop.Staff, "sold again, counted by hand");
        Assert.True((await shop.Refund("c-1").Resolve(command)).IsDone);
        Assert.Equal(Failed, (await shop.UntilOver("c-1")).Status);
        await ClaimSays(shop, "c-1", Failed);
        Assert.Equal("refund-not-stuck", (await shop.Refund("c-1").Resolve(command)).Refusal?.Code);
        Assert.Equal((1, 1, 0), await shop.Pieces("CAFE"));

        await shop.Gateway.Change(new());
        Assert.True((await shop.Refund("c-1").Retry(command)).IsDone);
        await ClaimSays(shop, "c-1", Completed);
        Assert.Equal(("refund-already-paid", 2), (
            (await shop.Refund("c-1").Retry(command)).Refusal?.Code, (await shop.Refund("c-1").Get())!.Attempt));
        // One bag came back, and it is in once.
        Assert.Equal((1, 1, 0), await shop.Pieces("CAFE"));
        Assert.Equal(1494, await shop.RefundedAtGateway());
    });

    [ContractFact] public Task A_gateway_that_comes_back_pays_once() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect);
        await shop.Gateway.Change(new(Outage: true));
        await shop.AskRefund("c-1");
        await shop.UntilIs("c-1", Restocked);
        await shop.Gateway.Change(new());

        Assert.Equal(Completed, (await shop.UntilOver("c-1")).Status);
        Assert.Equal(4826, await shop.RefundedAtGateway());
    });

    private static async Task ClaimSays(RefundShop shop, string claimId, RefundStatus status) => Assert.Equal(
        claimId,
        (await shop.Until(
            async () => await shop.Claim(claimId).Get() is { } claim && claim.RefundStatus == status ? claim : null,
            $"claim {claimId} says {status}")).RefundId);
}
