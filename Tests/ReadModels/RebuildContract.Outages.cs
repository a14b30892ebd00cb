using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>What another version left is replaced at last, what was asked for is made at last, and no start waits for
/// what stands still.</summary>
public abstract partial class RebuildContract
{
    [ContractFact]
    public async Task Tables_of_another_schema_are_left_alone_and_replaced()
    {
        await OfAnotherVersion();
        await Restart();
        await IsReplaced();
        Assert.Empty(await Side.Get<ProjectionStatusQueries>().CatchingUpTo(await Side.Get<IJournalFeed>().Head()));
    }

    [ContractFact]
    public async Task A_replacement_that_meets_an_outage_is_tried_again()
    {
        await OfAnotherVersion();
        await Restart(
            services: AwayStore.In,
            beforeStart: s => ((AwayStore)s.GetRequiredService<IReadStore>()).ExclusiveFails = 7);
        await IsReplaced();
    }

    [ContractFact]
    public async Task A_replacement_begins_anew_when_the_process_that_makes_it_is_gone()
    {
        await OfAnotherVersion();
        Assert.True(await Side.Get<ILeases>().TryHold(
            "projection/orders/rebuild", "a process that died", TimeSpan.FromSeconds(2)));
        await Restart();
        await IsReplaced();
    }

    [ContractFact]
    public async Task Projections_run_though_the_database_was_away_when_they_began()
    {
        await SomeHistory();
        await Restart(
            services: AwayStore.In,
            beforeStart: s => ((AwayStore)s.GetRequiredService<IReadStore>()).OpenFails = 20);
        await Eventually.Is(
            () => Task.FromResult(((AwayStore)Side.Get<IReadStore>()).OpenFails < 0), "the database is back");
        await Side.CaughtUp();
    }

    [ContractFact]
    public async Task A_request_outlives_the_process_that_took_it()
    {
        await SomeHistory();
        await Side.CaughtUp();
        await Restart(run: false);
        var rebuild = Side.Get<ProjectionRebuilds>();
        Assert.Equal(RebuildRequest.Started, await rebuild.Start(Models.Orders));
        Assert.Equal(RebuildRequest.AlreadyRunning, await rebuild.Start(Models.Orders));
        var status = await Side.Status(Models.Orders);
        Assert.Equal((ProjectionState.Rebuilding, "requested"), (status.State, status.Rebuild?.State));
        await Restart();
        await Eventually.Is(
            async () => (await Side.Status(Models.Orders)).Rebuild?.State == "swapped", "it is made after the restart");
        Assert.Equal("swapped", (await Side.Rebuild(Models.Orders)).State);
    }

    [ContractFact]
    public async Task A_request_that_meets_an_outage_again_and_again_is_given_up_and_says_why()
    {
        await SomeHistory();
        await Side.CaughtUp();
        await Restart(run: false, services: AwayStore.In);
        var store = (AwayStore)Side.Get<IReadStore>();
        store.ExclusiveFails = 4;
        Assert.Equal("swapped", (await Side.Rebuild(Models.Orders)).State);
        store.ExclusiveFails = 5;
        var rebuild = await Side.Rebuild(Models.Orders);
        Assert.Equal(("failed", "Simulated: the database is away."), (rebuild.State, rebuild.Error));
        Assert.Equal(ProjectionState.Running, (await Side.Status(Models.Orders)).State);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Orders)).State);
    }

    [ContractFact]
    public async Task A_replacement_that_cannot_be_made_says_why_and_is_not_waited_for_at_a_start()
    {
        await OfAnotherVersion(Models.Stock);
        await Side.Writer().Unknown("stock", "1/lost", "stock.vanished/1");
        await Restart();
        await Eventually.Is(
            async () => (await Side.Status(Models.Stock)).Rebuild is { State: "failed", Error: { } error }
                && error.Contains("stock.vanished/1", StringComparison.Ordinal),
            "it failed and names the event");
        Assert.Equal(ProjectionState.Rebuilding, (await Side.Status(Models.Stock)).State);
        await Side.CaughtUp(Models.Orders);
        await IsNotWaitedFor(await Side.Get<IJournalFeed>().Head());
    }

    [ContractFact]
    public async Task A_model_that_stands_still_is_not_waited_for_at_a_start()
    {
        await SomeHistory();
        await Side.Writer().Unknown("stock", "1/lost", "stock.vanished/1");
        await Restart();
        var head = await Side.Get<IJournalFeed>().Head();
        await IsNotWaitedFor(head);
        foreach (var status in await Side.Get<ProjectionStatusQueries>().All())
            Assert.Equal(status.Name == Models.Stock ? 1 : 0, status.Partitions.Count(partition => partition.Lag > 0));
        var ahead = await Side.Get<ProjectionStatusQueries>().CatchingUpTo(head + 1);
        Assert.Equal(All.Order(), ahead.Order());
    }

    private Task IsNotWaitedFor(long head) => Eventually.Is(
        async () => (await Side.Get<ProjectionStatusQueries>().CatchingUpTo(head)).Count == 0, "nothing is waited for");

    private async Task OfAnotherVersion(string model = Models.Orders)
    {
        await SomeHistory();
        await Side.CaughtUp();
        await Restart(run: false);
        await Side.Execute("update generations set schema_version = 0 where model = @model", new { model });
        await Side.Execute("update orders_g1 set total = 1");
    }

    private async Task IsReplaced()
    {
        await Eventually.Is(
            async () => (await Side.Status(Models.Orders)).Rebuild?.State == "swapped", "the start rebuilds the model");
        await Side.CaughtUp();
        var orders = await Side.Get<OrderQueries>().List("t1", new OrderFilter(), null, 1);
        Assert.Equal(new Money(2067), orders.Items[0].Total);
    }
}
