using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Tests.EventSourcing;
using PosSaga.Tests.Runtime;
using static PosSaga.Tests.EventSourcing.GrainWorld;

namespace PosSaga.Tests.Inventory;

/// <summary>The grain over a journal: what came back long ago is not in its state any more.</summary>
public abstract class RestockGrainTests(GrainHost host)
{
    public sealed class Simulated() : RestockGrainTests(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : RestockGrainTests(GrainHost.Cluster);

    private readonly GrainWorld _world = new(host);

    private IStockGrain Coffee => _world.Get<IStockGrain>("1/CAFE");

    [Theory, InlineData(false), InlineData(true)]
    public void Everything_twice_and_late_changes_nothing(bool crash) => Stocked(async () =>
    {
        foreach (var again in new[] { false, true })
        {
            Assert.Equal(again, (await Restock("r-1", 2, 1)).Replayed);
            await Restart(crash);
        }
        Assert.Equal((12, 1), Quantities(await Coffee.Get()));
        Assert.Equal("restock-differs", (await Restock("r-1", 1, 1)).Refusal!.Code);
        Assert.Equal("restock-differs", (await TakeBackOut("r-1", 1, 1)).Refusal!.Code);
        foreach (var again in new[] { false, true })
        {
            Assert.Equal(again, (await TakeBackOut("r-1", 2, 1)).Replayed);
            await Restart(crash);
        }
        Assert.Equal("restock-undone", (await Restock("r-1", 2, 1)).Refusal!.Code);
        Assert.Equal((10, 0), Quantities(await Coffee.Get()));
    });

    [Theory, InlineData(false), InlineData(true)]
    public void Goods_given_up_before_they_came_are_refused_when_they_do(bool crash) => Stocked(async () =>
    {
        Assert.True((await TakeBackOut("r-1", 2, 0)).IsDone);
        await Restart(crash);
        Assert.Equal("restock-undone", (await Restock("r-1", 2, 0)).Refusal!.Code);
        Assert.True((await TakeBackOut("r-1", 2, 0)).Replayed);
        Assert.Equal((10, 0), Quantities(await Coffee.Get()));
    });

    [Fact] public void What_was_sold_meanwhile_cannot_go_until_there_is_enough_again() => Stocked(async () =>
    {
        await Restock("r-1", 2, 0);
        await Coffee.Reserve(new ReserveStock(From, "s-1", 11, _world.Time.GetUtcNow()));
        Assert.Equal("restocked-goods-gone", (await TakeBackOut("r-1", 2, 0)).Refusal!.Code);
        await Coffee.Receive(new ReceiveStock(From, 1, "po-2"));
        Assert.True((await TakeBackOut("r-1", 2, 0)).IsDone);
        Assert.Equal(0, (await Coffee.Get()).Available);
    });

    [Fact] public void In_and_out_at_the_same_time_end_with_nothing_in()
    {
        for (ulong seed = 1; seed <= (host == GrainHost.Simulator ? 40UL : 3UL); seed++)
        {
            var world = new GrainWorld(host, seed);
            world.Run(async () =>
            {
                var stock = world.Get<IStockGrain>("1/CAFE");
                await stock.Receive(new ReceiveStock(From, 10, "po-1"));
                var into = stock.Restock(new RestockGoods(From, "r-1", 2, 1));
                var twice = Task.WhenAll(
                    stock.ReverseRestock(new ReverseRestock(From, "r-1", 2, 1)),
                    stock.ReverseRestock(new ReverseRestock(From, "r-1", 2, 1)));
                Assert.All(await twice, answer => Assert.True(answer.IsDone));
                await into;
                Assert.Equal((10, 0), Quantities(await stock.Get()));
            });
        }
    }

    [Fact] public void Hundreds_at_once_share_a_flush_or_two_with_the_sales() => Stocked(async () =>
    {
        // Enough for all sales: calls may overtake each other on their way, and a sale the goods that it would need.
        await Coffee.Receive(new ReceiveStock(From, 200, "po-2"));
        var before = _world.Appends;
        var back = Enumerable.Range(0, 200).Select(i => Restock($"r-{i}", 1, 0)).ToArray();
        var sold = Enumerable.Range(0, 210).Select(
            i => Coffee.Reserve(new ReserveStock(From, $"s-{i}", 1, _world.Time.GetUtcNow()))).ToArray();
        Assert.All(await Task.WhenAll(back), answer => Assert.True(answer.IsDone));
        Assert.All(await Task.WhenAll(sold), answer => Assert.True(answer.IsDone));
        Assert.InRange(_world.Appends - before, 1, 3);
        Assert.Equal(200, (await Coffee.Get()).Available);
    });

    [Fact] public void A_flush_that_fails_after_its_commit_counts_once() => Stocked(async () =>
    {
        _world.AppendFaults.Enqueue(MemoryFault.FailAfter);
        var first = Enumerable.Range(0, 20).Select(i => Restock($"r-{i}", 1, 1)).ToArray();
        await Task.WhenAll(first.Select(Settled));
        Assert.Contains(first, call => call.IsFaulted);
        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Restock($"r-{i}", 1, 1))),
            answer => Assert.True(answer.IsDone));
        Assert.Equal((30, 20), Quantities(await Coffee.Get()));
    });

    private void Stocked(Func<Task> then) => _world.Run(async () =>
    {
        await Coffee.Receive(new ReceiveStock(From, 10, "po-1"));
        await then();
    });

    private Task<CommandResult<StockView>> Restock(string id, int resellable, int damaged) =>
        Coffee.Restock(new RestockGoods(From, id, resellable, damaged));

    private Task<CommandResult<StockView>> TakeBackOut(string id, int resellable, int damaged) =>
        Coffee.ReverseRestock(new ReverseRestock(From, id, resellable, damaged));

    private Task Restart(bool crash) => crash ? _world.Crash() : Task.CompletedTask;

    private static async Task Settled(Task call) => await call.ConfigureAwait(
        ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private static (long OnHand, long Damaged) Quantities(StockView view) => (view.OnHand, view.Damaged);
}
