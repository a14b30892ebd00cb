using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>One runs them, the other answers for them, as a front end without a silo does.</summary>
public sealed class When_two_processes_share_the_projections : ReadModelContract
{
    protected override Task<string> NewDatabase() => Postgres();

    [PostgresFact]
    public async Task A_stopped_partition_shows_in_the_one_that_does_not_run_them()
    {
        var other = await Open(run: false);
        await Side.Writer().Stock("1", "tea", new StockEvent.Received(5, "r"));
        await Side.Writer().Unknown("stock", "1/lost", "stock.vanished/1");
        await Side.CaughtUp(Models.Orders);
        // That it stands is told by itself; how far the others are is in the checkpoint, a moment later.
        await Is(
            other, Models.Stock, status => status.State == ProjectionState.Stopped
                && status.Partitions.Count(partition => partition.Lag > 0) == 1,
            "it is stopped, alone");

        var (here, there) = (await Side.Status(Models.Stock), await other.Status(Models.Stock));
        Assert.Contains("stock.vanished/1", there.Error, StringComparison.Ordinal);
        Assert.Equal(here.Error, there.Error);
        Assert.Equal(here.Since, there.Since);
        Assert.InRange(there.LagSeconds, 0, here.LagSeconds + 60);
        Assert.Equal(ProjectionState.Running, (await other.Status(Models.Orders)).State);
    }

    [PostgresFact]
    public async Task An_error_of_the_whole_model_shows_there_and_goes_when_it_is_over()
    {
        var other = await Open(run: false);
        await Side.CaughtUp();
        await Side.Execute("alter table stock_g1 rename to stock_away");
        await Side.Writer().Stock("1", "tea", new StockEvent.Received(5, "r"));
        await Is(
            other, Models.Stock, status => status.Error?.Contains("stock_g1", StringComparison.Ordinal) == true,
            "the table is named");
        await Side.Execute("alter table stock_away rename to stock_g1");
        await Is(other, Models.Stock, status => status is { Error: null, Lag: 0 }, "it goes on");
    }

    [PostgresFact]
    public async Task A_rebuild_that_is_asked_of_one_is_made_by_the_other_and_seen_by_both()
    {
        var other = await Open(run: false);
        await Side.Writer().Sale("o1");
        await Side.CaughtUp();
        await Side.Execute("update orders_g1 set total = 1");
        Assert.Equal(RebuildRequest.Started, await other.Get<ProjectionRebuilds>().Start(Models.Orders));
        foreach (var side in new[] { other, Side })
        {
            await Is(side, Models.Orders, status => status.Rebuild?.State == "mismatch", "it found the wrong row");
            Assert.Equal(
                "orders (tenant = 't1', id = 'o1'): total is 1, rebuilt 2067.",
                (await side.Status(Models.Orders)).Rebuild?.Mismatch);
        }
    }

    [PostgresFact]
    public async Task A_rebuild_under_way_shows_in_both_and_is_begun_once()
    {
        var other = await Open(run: false);
        await Side.CaughtUp();
        await Side.Get<ILeases>().TryHold("projection/orders/rebuild", "a third process", TimeSpan.FromMinutes(5));
        Assert.Equal(RebuildRequest.Started, await other.Get<ProjectionRebuilds>().Start(Models.Orders));
        foreach (var side in new[] { other, Side })
        {
            var status = await side.Status(Models.Orders);
            Assert.Equal((ProjectionState.Rebuilding, "requested"), (status.State, status.Rebuild?.State));
            Assert.Equal(RebuildRequest.AlreadyRunning, await side.Get<ProjectionRebuilds>().Start(Models.Orders));
        }
        await Side.Get<ILeases>().Release("projection/orders/rebuild", "a third process");
        await Is(other, Models.Orders, status => status.Rebuild?.State == "swapped", "it is made");
    }

    [PostgresFact]
    public async Task Nobody_running_them_shows_as_well()
    {
        var other = await Open(run: false);
        await Side.Writer().Sale("o1");
        await Side.CaughtUp();
        await Is(other, Models.Orders, status => status.Since is not null, "somebody has told");
        await Restart(run: false);
        await Side.Execute("update standings set told_at = told_at - 16 * 1000000");
        var status = await other.Status(Models.Orders);
        Assert.Equal(ProjectionState.Stopped, status.State);
        Assert.StartsWith("No process has run the projections since ", status.Error, StringComparison.Ordinal);
        // Whoever starts now is waited for, whatever the last one said.
        await Side.Writer().Sale("o2");
        Assert.Contains(
            Models.Orders,
            await other.Get<ProjectionStatusQueries>().CatchingUpTo(await other.Get<IJournalFeed>().Head()));
    }

    private static Task Is(ReadSide side, string model, Func<ProjectionStatus, bool> fact, string what) =>
        Eventually.Is(async () => fact(await side.Status(model)), what);
}
