using PosSaga.Inventory;
using PosSaga.Orders;
using PosSaga.ReadModels;
using PosSaga.Sagas;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Every event counts once, whatever dies or runs twice.</summary>
public abstract class ProjectionContract : ReadModelContract
{
    [ContractFact]
    public async Task An_order_and_its_stock_show_in_the_models()
    {
        var writer = Side.Writer();
        await writer.Product("tea", "Thé vert", threshold: 20);
        await writer.Stock("1", "tea", new StockEvent.Received(10, "first"));
        await writer.Sale("o1", customer: "ann");
        await Side.CaughtUp();

        var order = Assert.Single((await Side.Get<OrderQueries>().List("t1", new OrderFilter(), null, 50)).Items);
        Assert.Equal(SagaState.Completed, order.Status);
        Assert.Equal(Fulfilment.Confirmed, order.Fulfilment);
        Assert.Equal(new Money(2067), order.Total);
        Assert.Equal("Thé vert", Assert.Single(order.Lines).Name);
        Assert.Equal(("1", "ann", "o1"), (order.StoreId, order.CustomerId, order.PaymentId));
        var stock = Assert.Single((await Side.Get<StockQueries>().List("t1", "1", true, null, 50)).Items);
        Assert.Equal(
            (8, 0, 8, 20, "Thé vert"),
            (stock.OnHand, stock.Reserved, stock.Available, stock.Threshold, stock.Name));
    }

    [ContractFact]
    public async Task A_crash_before_or_after_any_commit_loses_and_repeats_nothing()
    {
        await Restart(run: false);
        await SomeHistory();
        var store = new CrashingStore(Side.Get<IReadStore>());
        using var stop = new CancellationTokenSource();
        var run = HandRun.Until(Side, store, maxBatch: 7, stop.Token);
        await Eventually.Is(IsCaughtUp, "the runner gets to the head between its crashes");
        await stop.CancelAsync();
        await run;
        Assert.True(store.Crashes > 20, $"Only {store.Crashes} crashes: nothing was shown.");
        await ModelsEqualTheirRebuild();
    }

    [ContractFact]
    public async Task Two_runners_that_both_believe_to_hold_a_partition_count_every_event_once()
    {
        await Restart(run: false);
        var store = Side.Get<IReadStore>();
        using var stop = new CancellationTokenSource();
        var runners = Enumerable.Range(0, 2).Select(_ => HandRun.Until(Side, store, maxBatch: 7, stop.Token)).ToList();
        await SomeHistory();
        await Eventually.Is(IsCaughtUp, "both runners together reach the head");
        await stop.CancelAsync();
        await Task.WhenAll(runners);
        await ModelsEqualTheirRebuild();
    }

    [ContractFact]
    public async Task Delivering_everything_again_changes_nothing()
    {
        await SomeHistory();
        await Side.CaughtUp();
        var before = await Everything();
        await Restart(run: false);
        await Side.Execute("update checkpoints set positions = '0,0,0,0,0,0,0,0'");
        await Restart();
        await Side.CaughtUp();
        Assert.Equal(before, await Everything());
    }

    [PublicReport("JasperFx/marten#1857")]
    [ContractFact]
    public async Task An_event_nobody_knows_stops_its_partition_and_nothing_else()
    {
        var writer = Side.Writer();
        await writer.Unknown("stock", "1/tea", "stock.vanished/1");
        for (var i = 0; i < 40; i++)
            await writer.Stock("1", $"sku{i}", new StockEvent.Received(5, "r"));
        await Side.CaughtUp(Models.Orders);
        await Side.CaughtUp(Models.JournalIndex);
        await Eventually.Is(
            async () => (await Side.Status(Models.Stock)).Partitions.Count(partition => partition.Lag == 0) == 7,
            "seven of eight partitions go on");

        var status = await Side.Status(Models.Stock);
        Assert.Equal(ProjectionState.Stopped, status.State);
        Assert.Contains("stock.vanished/1", status.Error, StringComparison.Ordinal);
        Assert.True(status.LagSeconds > 0);
        Assert.Equal(ProjectionState.Running, (await Side.Status(Models.Orders)).State);
        Assert.Equal(0, (await Side.Status(Models.Orders)).Lag);
    }

    private async Task SomeHistory()
    {
        var writer = Side.Writer();
        await writer.Stock("1", "tea", new StockEvent.Received(1_000, "first"));
        for (var i = 0; i < 40; i++)
            await writer.Sale($"o{i}");
    }

    private async Task<bool> IsCaughtUp() =>
        (await Side.Get<ProjectionStatusQueries>().All()).All(status => status.Lag == 0);

    private async Task ModelsEqualTheirRebuild()
    {
        foreach (var model in new[] { Models.Orders, Models.Stock, Models.JournalIndex })
            Assert.Equal("swapped", (await Side.Rebuild(model)).State);
    }

    private async Task<string> Everything() => string.Join(
        "\n--\n", await Side.Dump("orders"), await Side.Dump("stock"), await Side.Dump("journal_index"));
}
