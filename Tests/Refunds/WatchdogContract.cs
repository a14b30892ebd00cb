using PosSaga.Claims;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Silo.Streaming;
using PosSaga.Tests.Journal;
using PosSaga.Tests.ReadModels;

namespace PosSaga.Tests.Refunds;

/// <summary>What stands still although it could go on is found in the read models and set going by the watchdog, in the
/// back end as the product puts it together. Nobody else does anything about it here.</summary>
public abstract class WatchdogContract
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMilliseconds(200);

    private static readonly (string, string)[] Hurried =
    [
        ("Watchdog:Period", "00:00:00.050"), ("Watchdog:StuckAfter", $"{StuckAfter}"),
        ("Watchdog:OperatorNudgePeriod", "00:00:00.100"), ("Watchdog:RefundGiveUpAfter", "00:00:05"),
        ("Streams:AttemptsMax", "2"),
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

    [ContractFact]
    public async Task A_refund_that_no_nudge_helps_needs_an_operator_whose_retry_completes_it()
    {
        var store = new SilentStore();
        await using var side = await Open(store);
        var shop = side.Shop;
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Resellable));
        await shop.AskRefund("c-1");
        // Visible before anybody is called: it is in the list, and on that of those that stand still.
        var reserved = await shop.Until(
            async () => (await Listed(side, RefundStatus.Reserved)).SingleOrDefault(), "c-1 is reserved");
        Assert.Equal("c-1", reserved.Id);
        await shop.Until(() => Stuck(side), "c-1 stands still");

        Assert.Equal("stood-still", (await shop.UntilIs("c-1", RefundStatus.NeedsOperator)).Failure);
        await shop.Until(
            async () => (await Listed(side, RefundStatus.NeedsOperator)).SingleOrDefault(),
            "c-1 is on the operators' list");
        await shop.Until(
            async () => (await shop.Claim("c-1").Get())!.RefundStatus == RefundStatus.NeedsOperator ? "" : null,
            "the claim says so");
        Assert.Equal((8, 0, 0), await shop.Pieces("CAFE"));

        store.Answers();
        // Nudged all the time, and still put aside: to deliver it again is the operator's word.
        var letter = Assert.Single(await side.Letters(), letter => letter.Attempts > 0);
        var retry = await side.Get<DeadLetterQueries>().Redrive(shop.Tenant, letter.Id, "demo-ops", default);
        Assert.Null(retry!.Blocking);
        var refund = await shop.UntilOver("c-1");
        Assert.Equal((RefundStatus.Completed, null), (refund.Status, refund.Failure));
        Assert.Equal(1494, await shop.RefundedAtGateway());
        Assert.Equal((9, 0, 0), await shop.Pieces("CAFE"));
        Assert.Empty(await side.Letters());
    }

    protected abstract Task<string> NewDatabase();

    private static async Task<UnfinishedRefund?> Stuck(RefundSide side) =>
        (await side.Get<IUnfinishedRefunds>().OlderThan(StuckAfter, null, 9, default))
            .SingleOrDefault(refund => !refund.NeedsOperator);

    private static async Task<IReadOnlyList<RefundView>> Listed(RefundSide side, RefundStatus status) =>
        (await side.Get<RefundQueries>().List("demo", new(status), null, 9)).Items;

    private static async Task<string> Log(RefundShop shop) => string.Join(' ', (await shop.Log("c-1"))
        .Where(e => e.Stream.StartsWith("claim/", StringComparison.Ordinal)).Select(e => e.Type));

    private async Task<RefundSide> Open(IReturnAcceptance? returns = null)
    {
        var side = await RefundSide.Open(await NewDatabase(), returns, Hurried);
        await side.Shop.Open();
        return side;
    }

    /// <summary>Stores whose word on goods that come back cannot be had.</summary>
    private sealed class SilentStore : IReturnAcceptance
    {
        private volatile bool _answers;

        public void Answers() => _answers = true;

        public bool Accepts(string stock, RestockGoods goods) =>
            _answers ? true : throw new InvalidOperationException("The store does not answer.");
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
