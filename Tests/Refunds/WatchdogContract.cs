using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Tests.Journal;
using PosSaga.Tests.ReadModels;

namespace PosSaga.Tests.Refunds;

/// <summary>What stands still although it could go on is found in the read models and set going by the watchdog, in the
/// back end as the product puts it together. Nobody else does anything about it here.</summary>
public abstract class WatchdogContract
{
    private static readonly (string, string)[] Hurried =
    [
        ("Watchdog:Period", "00:00:00.050"), ("Watchdog:StuckAfter", "00:00:00.200"),
        ("Watchdog:OperatorNudgePeriod", "00:00:00.100"),
    ];

    [ContractFact]
    public async Task A_refund_whose_obstacle_is_gone_is_nudged_to_its_end()
    {
        await using var side = await Open();
        var shop = side.Shop;
        await shop.Sell("o-1", coffees: 10);
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Resellable));
        await shop.Gateway.Change(new(Outage: true));
        await shop.AskRefund("c-1");
        await shop.UntilIs("c-1", RefundStatus.Restocked);
        await shop.Stock("CAFE").Reserve(new(shop.Staff, "another", 1, shop.Now));
        await shop.Gateway.Change(new(DeclineAmount: new(1494)));
        // The bag that came back is sold, so it cannot go out again: a nudge does not help until there is another one.
        Assert.Equal("restocked-goods-gone", (await shop.UntilIs("c-1", RefundStatus.NeedsOperator)).Failure);

        await shop.Stock("CAFE").Receive(new(shop.Staff, 1, "po-2"));
        Assert.Equal(RefundStatus.Failed, (await shop.UntilOver("c-1")).Status);
        Assert.Equal((1, 1, 0), await shop.Pieces("CAFE"));
    }

    [ContractFact]
    public async Task A_claim_that_a_dead_process_left_half_opened_is_opened()
    {
        await using var side = await Open();
        var shop = side.Shop;
        await shop.Sell("o-1");
        await new EventWriter(side.Get<IEventJournal>(), side.Get<IEventCodec>(), shop.Tenant).Append(
            "claim", "c-1",
            new ClaimEvent.Opening(
                "ana", null, ClaimType.ProductDefect, new Personal<string>("demo/customer/ana", "Not good."),
                Urgency.Low, "o-1", [new ClaimLine("CAFE", 1, Condition.Damaged)], "f") { At = shop.Now });
        // The log is read, the claim is not asked: asked, it would go on by itself.
        await shop.Until(
            async () => (await Log(shop)).EndsWith("claim.enriched/1", StringComparison.Ordinal) ? "" : null,
            "the claim is enriched");
        Assert.Equal("claim.opening/1 claim.created/1 claim.enriched/1", await Log(shop));
    }

    protected abstract Task<string> NewDatabase();

    private static async Task<string> Log(RefundShop shop) => string.Join(' ', (await shop.Log("c-1"))
        .Where(e => e.Stream.StartsWith("claim/", StringComparison.Ordinal)).Select(e => e.Type));

    private async Task<RefundSide> Open()
    {
        var side = await RefundSide.Open(await NewDatabase(), Hurried);
        await side.Shop.Open();
        return side;
    }
}

public sealed class TheWatchdogOnSqlite : WatchdogContract
{
    protected override Task<string> NewDatabase() =>
        Task.FromResult($"Data Source={Path.Combine(Path.GetTempPath(), $"pos-saga-watchdog-{Guid.NewGuid():N}")}");
}

[OnPostgres]
public sealed class TheWatchdogOnPostgres : WatchdogContract
{
    protected override async Task<string> NewDatabase() => (await PrivatePostgres.NewDatabase()).ConnectionString;
}
