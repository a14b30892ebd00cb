using Dapper;
using PosSaga.Inventory;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>All models go forward together, and none drags another down.</summary>
public abstract class RunnerContract : ReadModelContract
{
    [ContractFact]
    public async Task A_model_whose_table_is_away_stops_alone_and_goes_on_once_it_is_back()
    {
        var writer = Side.Writer();
        await writer.Stock("1", "tea", new StockEvent.Received(100, "first"));
        await Side.CaughtUp();
        await Side.Execute("alter table stock_g1 rename to stock_away");
        await writer.Sale("o1");
        await Side.CaughtUp(Models.Orders);
        await Side.CaughtUp(Models.JournalIndex);
        await Eventually.Is(
            async () => (await Side.Status(Models.Stock)).Error?.Contains("stock_g1", StringComparison.Ordinal) == true,
            "the status names the table");
        Assert.Null((await Side.Status(Models.Orders)).Error);

        await Side.Execute("alter table stock_away rename to stock_g1");
        await Side.CaughtUp();
        Assert.Null((await Side.Status(Models.Stock)).Error);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Stock)).State);
    }

    [ContractFact]
    public async Task All_models_move_in_one_transaction()
    {
        await Restart(run: false);
        var writer = Side.Writer();
        for (var i = 0; i < 5; i++)
            await writer.Sale($"o{i}");
        var store = new CountingStore(Side.Get<PosSaga.ReadModels.IReadStore>());
        using var stop = new CancellationTokenSource();
        var run = HandRun.Until(Side, store, maxBatch: 1_000, stop.Token);
        await Eventually.Is(
            async () => (await Side.Get<ProjectionStatusQueries>().All()).All(status => status.Lag == 0),
            "all are at the head");
        await stop.CancelAsync();
        await run;
        Assert.Equal([Models.JournalIndex, Models.Orders, Models.Stock], store.First.Order());
    }

    [ContractFact]
    public async Task A_caller_who_waits_ends_the_pause_between_batches()
    {
        await Restart(configure: options => options.BatchSpacing = options.BatchSpacingMax = TimeSpan.FromMinutes(10));
        var writer = Side.Writer();
        for (var i = 0; i < 5; i++)
        {
            var position = await writer.Stock("1", "tea", new StockEvent.Received(1, "r"));
            Assert.True(await Side.Get<ReadModelFreshness>().WaitUntil(position, TimeSpan.FromSeconds(10)));
        }
    }

    [ContractFact]
    public async Task Checkpoints_of_the_older_layout_are_taken_over()
    {
        await Side.Writer().Sale("o1");
        await Side.CaughtUp();
        await Restart(run: false);
        await Side.Execute("drop table checkpoints");
        await Side.Execute(
            "create table checkpoints (model text, generation int, partition int, position bigint, "
            + "primary key (model, generation, partition))");
        for (var partition = 7; partition >= 0; partition--)
            await Side.Execute(
                "insert into checkpoints values ('orders', 1, @partition, @position)",
                new { partition, position = 90 + partition });
        await Before(migration: 2);
        await Restart(run: false);
        await using var connection = await Side.Connect();
        Assert.Equal(
            "90,91,92,93,94,95,96,97",
            await connection.QuerySingleAsync<string>("select positions from checkpoints where model = 'orders'"));
    }

    /// <summary>Makes the database forget a migration, with what only it made.</summary>
    protected abstract Task Before(int migration);
}
