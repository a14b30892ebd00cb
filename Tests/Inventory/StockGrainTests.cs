using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Tests.EventSourcing;
using PosSaga.Tests.Runtime;
using static PosSaga.Tests.EventSourcing.GrainWorld;

namespace PosSaga.Tests.Inventory;

/// <summary>The grain over a journal: what the decider cannot show.</summary>
public abstract class StockGrainTests(GrainHost host)
{
    public sealed class Simulated() : StockGrainTests(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : StockGrainTests(GrainHost.Cluster);

    private readonly GrainWorld _world = new(host);

    private IStockGrain Coffee => _world.Get<IStockGrain>("1/CAFE");

    [Fact]
    public void A_failed_flush_is_told_to_all_and_the_same_calls_again_hold_everything_once() => _world.Run(async () =>
    {
        await Received(100);
        _world.AppendFaults.Enqueue(MemoryFault.FailAfter);
        var first = Enumerable.Range(0, 50).Select(i => Reserve($"s-{i}", 1)).ToArray();
        await Task.WhenAll(first.Select(Settled));
        Assert.Contains(first, call => call.IsFaulted);

        var second = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Reserve($"s-{i}", 1)));
        Assert.All(second, answer => Assert.True(answer.IsDone));
        Assert.Equal((100, 50), Quantities(await Coffee.Get()));
    });

    [Fact]
    public void Hundreds_at_once_share_a_flush_or_two_and_never_get_more_than_there_is() => _world.Run(async () =>
    {
        await Received(120);
        var before = _world.Appends;
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Reserve($"s-{i}", 1)));
        Assert.Equal(120, answers.Count(answer => answer.IsDone));
        Assert.All(
            answers.Where(answer => !answer.IsDone), answer => Assert.Equal("out-of-stock", answer.Refusal!.Code));
        Assert.InRange(_world.Appends - before, 1, 3);
        Assert.Equal(0, (await Coffee.Get()).Available);
    });

    [Theory, InlineData(false), InlineData(true)]
    public void A_reservation_released_before_it_arrived_is_refused_when_it_does(bool crash) => _world.Run(async () =>
    {
        await Received(10);
        Assert.True((await Release("s-1")).IsDone);
        await Restart(crash);
        Assert.Equal("reservation-barred", (await Reserve("s-1", 2)).Refusal!.Code);
        Assert.True((await Release("s-1")).Replayed);
        Assert.Equal("reservation-not-held", (await Commit("s-1")).Refusal!.Code);
        Assert.Equal(10, (await Coffee.Get()).Available);
    });

    [Theory, InlineData(false), InlineData(true)]
    public void Every_command_twice_and_late_changes_nothing(bool crash) => _world.Run(async () =>
    {
        await Received(10);
        foreach (var again in new[] { false, true })
        {
            Assert.Equal(again, (await Reserve("sold", 2)).Replayed);
            Assert.Equal(again, (await Commit("sold")).Replayed);
            Assert.Equal(again, (await Reserve("given-back", 3)).Replayed);
            Assert.Equal(again, (await Release("given-back")).Replayed);
            await Restart(crash);
        }
        Assert.Equal("reservation-committed", (await Release("sold")).Refusal!.Code);
        Assert.Equal("reservation-not-held", (await Commit("given-back")).Refusal!.Code);
        Assert.Equal("reservation-differs", (await Reserve("sold", 3)).Refusal!.Code);
        Assert.Equal((8, 0), Quantities(await Coffee.Get()));
    });

    [Fact] public void A_repetition_is_answered_though_nothing_is_left() => _world.Run(async () =>
    {
        await Received(2);
        Assert.True((await Reserve("s-1", 2)).IsDone);
        Assert.True((await Commit("s-1")).IsDone);
        Assert.True((await Reserve("s-1", 2)).Replayed);
        Assert.Equal("out-of-stock", (await Reserve("s-2", 2)).Refusal!.Code);
    });

    [Fact] public void Release_and_reservation_at_the_same_time_end_with_nothing_held()
    {
        for (ulong seed = 1; seed <= (host == GrainHost.Simulator ? 40UL : 3UL); seed++)
        {
            var world = new GrainWorld(host, seed);
            world.Run(async () =>
            {
                var stock = world.Get<IStockGrain>("1/CAFE");
                await stock.Receive(new ReceiveStock(From, 10, "po-1"));
                var reserve = stock.Reserve(new ReserveStock(From, "s-1", 2, world.Time.GetUtcNow()));
                var release = Task.WhenAll(
                    stock.Release(new ReleaseStock(From, "s-1")), stock.Release(new ReleaseStock(From, "s-1")));
                Assert.All(await release, answer => Assert.True(answer.IsDone));
                await reserve;
                Assert.Equal((10, 0), Quantities(await stock.Get()));
            });
        }
    }

    [Fact] public void A_keyed_delivery_is_answered_the_same_for_ever() => _world.Run(async () =>
    {
        var first = await Deliver("k", "f");
        await Received(5);
        await _world.Crash();
        var again = await Deliver("k", "f");
        Assert.Equal((first.Value, true, first.Position), (again.Value, again.Replayed, again.Position));
        Assert.Equal("idempotency-key-reused", (await Deliver("k", "other")).Refusal!.Code);
        Assert.Equal(15, (await Coffee.Get()).OnHand);
    });

    [Fact] public void A_keyed_delivery_many_times_at_once_arrives_once() => _world.Run(async () =>
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Deliver("k", "f")));
        Assert.Single(answers, answer => !answer.Replayed);
        Assert.Single(answers.Select(answer => answer.Value).Distinct());
        Assert.Equal(10, (await Coffee.Get()).OnHand);
    });

    [Fact] public void A_keyed_adjustment_that_would_be_refused_now_is_still_answered() => _world.Run(async () =>
    {
        await Received(5);
        var first = await Coffee.Adjust(new AdjustStock(From, -5, "broken", "k", "f"));
        var again = await Coffee.Adjust(new AdjustStock(From, -5, "broken", "k", "f"));
        Assert.Equal((first.Value, true), (again.Value, again.Replayed));
        Assert.Equal(
            "stock-below-reserved",
            (await Coffee.Adjust(new AdjustStock(From, -5, "broken", "k2", "f"))).Refusal!.Code);
    });

    [Fact] public void A_reservation_whose_saga_is_gone_expires_and_a_young_one_stays() => _world.Run(async () =>
    {
        await Received(10);
        await Reserve("old", 2);
        await _world.Wait(TimeSpan.FromMinutes(11));
        await Reserve("young", 3);
        Assert.Equal(1, await Coffee.ExpireReservations(From));
        Assert.Equal(0, await Coffee.ExpireReservations(From));
        Assert.Equal((10, 3), Quantities(await Coffee.Get()));
        Assert.Equal("reservation-not-held", (await Commit("old")).Refusal!.Code);
        Assert.True((await Release("old")).Replayed);
    });

    private async Task Received(int quantity) =>
        Assert.True((await Coffee.Receive(new ReceiveStock(From, quantity, "po-1"))).IsDone);

    private Task<CommandResult<StockView>> Deliver(string key, string fingerprint) =>
        Coffee.Receive(new ReceiveStock(From, 10, "po-2", key, fingerprint));

    private Task<CommandResult<StockView>> Reserve(string id, int quantity) =>
        Coffee.Reserve(new ReserveStock(From, id, quantity, _world.Time.GetUtcNow()));

    private Task<CommandResult<StockView>> Release(string id) => Coffee.Release(new ReleaseStock(From, id));

    private Task<CommandResult<StockView>> Commit(string id) => Coffee.Commit(new CommitStock(From, id));

    private Task Restart(bool crash) => crash ? _world.Crash() : Task.CompletedTask;

    private static async Task Settled(Task call) => await call.ConfigureAwait(
        ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private static (long OnHand, long Reserved) Quantities(StockView view) => (view.OnHand, view.Reserved);
}
