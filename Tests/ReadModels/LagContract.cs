using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>The gauge of the lag: how long what is not shown has been waiting.</summary>
public abstract class LagContract : ReadModelContract
{
    [ContractFact]
    public async Task A_partition_that_stands_ages_with_its_event_while_the_others_are_up_to_date()
    {
        var writer = Side.Writer();
        var lost = await writer.Unknown("stock", "1/lost", "stock.vanished/1");
        for (var i = 0; i < 40; i++)
            await writer.Stock("1", $"sku{i}", new StockEvent.Received(5, "r"));
        await AgesWith(lost);

        // What it stands before is not in memory any more.
        await Restart();
        await AgesWith(lost);
    }

    [ContractFact]
    public async Task When_all_models_stand_still_together_all_of_them_age()
    {
        await Side.CaughtUp();
        Assert.All(Lags(), lag => Assert.Equal(0, lag.Seconds));
        Side.Get<ProjectionControl>().Pause();
        // A batch that was begun before the pause may still take the first of these.
        await Eventually.Is(
            async () =>
            {
                await Side.Writer().Stock("1", "tea", new StockEvent.Received(1, "r"));
                return Lags().GroupBy(lag => lag.Model).All(model => model.Any(lag => lag.Seconds > 0));
            },
            "every model has a partition that lags");
        Side.Get<ProjectionControl>().Resume();
        await Side.CaughtUp();
        Assert.All(Lags(), lag => Assert.Equal(0, lag.Seconds));
    }

    [ContractFact]
    public async Task A_process_that_does_not_run_them_tells_no_lag()
    {
        await Restart(run: false);
        Assert.Empty(Lags());
    }

    private async Task AgesWith(long position)
    {
        var e = Assert.Single(await Side.Journal.ReadAt([position]));
        await Eventually.Is(
            () => Task.FromResult(Lags() is var lags
                && lags.Count == Side.Get<ReadModelSet>().Models.Sum(model => model.Partitions)
                && lags.All(lag => (lag.Seconds > 0) == (lag.Model == Models.Stock && lag.Partition == e.Partition))),
            "one partition of one model lags");
        var least = Age();
        var told = Lags().Single(lag => lag.Seconds > 0).Seconds;
        Assert.InRange(told, least, Age());

        double Age() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds - (e.TimeMicros / 1e6);
    }

    private List<(string Model, int Partition, double Seconds)> Lags() =>
        [.. Side.Get<LagGauge>().Measure().Select(lag => (
            (string)lag.Tags[0].Value!, (int)lag.Tags[1].Value!, lag.Value))];
}
