using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Tests.Journal;
using static PosSaga.Refunds.RefundStatus;

namespace PosSaga.Tests.Refunds;

/// <summary>Events that come when nobody waits for them any more: delivery is at least once, and a redrive may come
/// days after.</summary>
public abstract partial class RefundContract
{
    [ContractFact] public Task Events_that_come_again_after_it_was_paid_change_nothing() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Resellable));
        await shop.AskRefund("c-1");
        Assert.Equal(Completed, (await shop.UntilOver("c-1")).Status);
        await ClaimSays(shop, "c-1", Completed);

        await NothingFollows(shop, "c-1");
        Assert.Equal(1494, await shop.RefundedAtGateway());
        Assert.Equal((9, 0, 0), await shop.Pieces("CAFE"));
    });

    [ContractFact] public Task Events_that_come_again_after_the_gateway_refused_change_nothing() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Resellable));
        await shop.Gateway.Change(new(DeclineAmount: new(1494)));
        await shop.AskRefund("c-1");
        Assert.Equal(Failed, (await shop.UntilOver("c-1")).Status);
        await ClaimSays(shop, "c-1", Failed);
        await shop.Gateway.Change(new());

        // The gateway would pay by now; what was refused stays refused.
        await NothingFollows(shop, "c-1");
        Assert.Equal(0, await shop.RefundedAtGateway());
        Assert.Equal((8, 0, 0), await shop.Pieces("CAFE"));
    });

    [ContractFact] public Task Events_that_come_again_after_the_store_refused_change_nothing() => In(async shop =>
    {
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("MIEL", 1, Condition.Resellable));
        shop.Faults.RefuseReturnsOf = "MIEL";
        await shop.AskRefund("c-1");
        Assert.Equal(Failed, (await shop.UntilOver("c-1")).Status);
        await ClaimSays(shop, "c-1", Failed);
        shop.Faults.RefuseReturnsOf = null;

        await NothingFollows(shop, "c-1");
        Assert.Equal((9, 0, 0), await shop.Pieces("MIEL"));
    });

    private static async Task NothingFollows(RefundShop shop, string id)
    {
        await shop.Told(id, 5);
        var log = await shop.Log(id);
        var payment = (await shop.Payment("o-1").Get())!.Version;
        Assert.True(await shop.DeliverAgain(id) > 10);
        Assert.Equal(log.Select(e => (e.Stream, e.Version)), (await shop.Log(id)).Select(e => (e.Stream, e.Version)));
        Assert.Equal(payment, (await shop.Payment("o-1").Get())!.Version);
    }
}
