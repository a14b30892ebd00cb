using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>The statistics are a recount of the events, at any moment, whatever happened to the projection.</summary>
public abstract class ClaimStatisticsContract : ReadModelContract
{
    [ContractFact]
    public async Task They_equal_a_recount_after_any_prefix()
    {
        var histories = Histories();
        for (var prefix = 0; prefix < 25; prefix++)
        {
            foreach (var history in histories)
                await history.Go(1 + (prefix % 9));
            await EqualRecount(histories);
        }
    }

    [ContractFact]
    public async Task They_equal_a_recount_after_everything_was_delivered_again()
    {
        var histories = Histories();
        foreach (var history in histories)
            await history.Go(120);
        await EqualRecount(histories);
        foreach (var from in new[] { "0,0,0,0,0,0,0,0", "200,0,17,240,3,99,150,1" })
        {
            await Restart(run: false);
            await Side.Execute("update checkpoints set positions = @from where model = 'claims'", new { from });
            await Restart();
            await EqualRecount(histories);
        }
    }

    [ContractFact]
    public async Task They_equal_a_recount_after_crashes_at_any_commit()
    {
        await Restart(run: false);
        var histories = Histories();
        foreach (var history in histories)
            await history.Go(150);
        var store = new CrashingStore(Side.Get<PosSaga.ReadModels.IReadStore>());
        using var stop = new CancellationTokenSource();
        var run = HandRun.Until(Side, store, maxBatch: 5, stop.Token);
        await Eventually.Is(
            async () => (await Side.Status(Models.Claims)).Lag == 0, "the runner gets to the head between its crashes");
        await stop.CancelAsync();
        await run;
        Assert.True(store.Crashes > 10, $"Only {store.Crashes} crashes: nothing was shown.");
        await EqualRecount(histories, caughtUp: true);
    }

    [ContractFact]
    public async Task They_equal_a_recount_after_a_rebuild_while_claims_move()
    {
        var histories = Histories();
        await histories[0].Go(200);
        await Side.CaughtUp();
        var moving = Task.Run(() => histories[1].Go(300));
        Assert.Equal("swapped", (await Side.Rebuild(Models.Claims)).State);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Claims)).State);
        await moving;
        await EqualRecount(histories);
    }

    [ContractFact]
    public async Task A_wrong_count_stops_the_swap_and_is_named()
    {
        var history = Histories()[0];
        await history.Go(60);
        await Side.CaughtUp();
        var right = history.ByAgent()[0];
        await Side.Execute(
            "update claim_agents_g1 set active = active + 1 where tenant = 't1' and agent_id = @AgentId", right);
        Assert.Equal(
            $"claim_agents (tenant = 't1', agent_id = '{right.AgentId}'): "
            + $"active is {right.Active + 1}, rebuilt {right.Active}.",
            (await Side.Rebuild(Models.Claims)).Mismatch);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Claims, force: true)).State);
        await EqualRecount([history]);
    }

    [ContractFact]
    public async Task Lists_of_statistics_page_by_id()
    {
        var history = new ClaimHistory(Side.Writer(), seed: 5, customers: 40);
        await history.Go(150);
        await Side.CaughtUp();
        var seen = new List<CustomerStatistics>();
        Cursor? after = null;
        do
        {
            var page = await Side.Get<ClaimStatistics>().ByCustomer("t1", after, 7);
            seen.AddRange(page.Items);
            Assert.True(Cursor.TryParse(page.NextCursor, out after));
        }
        while (after is not null);
        Assert.Equal(history.ByCustomer(), seen);
    }

    private ClaimHistory[] Histories() =>
        [new ClaimHistory(Side.Writer(), seed: 1), new ClaimHistory(Side.Writer("t2"), seed: 2)];

    private async Task EqualRecount(ClaimHistory[] histories, bool caughtUp = false)
    {
        if (!caughtUp)
            await Side.CaughtUp(Models.Claims);
        var statistics = Side.Get<ClaimStatistics>();
        foreach (var history in histories)
        {
            Assert.Equal(history.ByType(), await statistics.ByType(history.Tenant));
            Assert.Equal(history.ByCustomer(), (await statistics.ByCustomer(history.Tenant, null, 200)).Items);
            Assert.Equal(history.ByAgent(), (await statistics.ByAgent(history.Tenant, null, 200)).Items);
        }
    }
}
