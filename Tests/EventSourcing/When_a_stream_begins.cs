using PosSaga.Carts;
using PosSaga.Demo;
using PosSaga.Journal;
using PosSaga.Tests.Runtime;
using static PosSaga.Tests.EventSourcing.GrainWorld;

namespace PosSaga.Tests.EventSourcing;

/// <summary>A command that begins a stream is decided as if nothing were there. Where something is, the append finds
/// out.</summary>
public abstract class When_a_stream_begins(GrainHost host)
{
    public sealed class Simulated() : When_a_stream_begins(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : When_a_stream_begins(GrainHost.Cluster);

    private readonly GrainWorld _world = new(host);

    private ICartGrain Cart => _world.Get<ICartGrain>("c-1");

    [Fact] public void What_was_there_already_is_answered_and_not_written_twice() => _world.Run(async () =>
    {
        await DemoData.Load(_world.Grains, "demo");
        Assert.False((await Open("1")).Replayed);
        var events = await _world.Journal.Head();
        await _world.Crash();

        var again = await Open("1");

        Assert.True(again.Replayed);
        Assert.Equal("1", again.Value!.StoreId);
        Assert.Equal(events, await _world.Journal.Head());
    });

    [Fact] public void Another_content_is_refused_on_what_is_there() => _world.Run(async () =>
    {
        await DemoData.Load(_world.Grains, "demo");
        await Open("1");
        await _world.Crash();
        Assert.Equal("idempotency-key-reused", (await Open("2")).Refusal!.Code);
        Assert.Equal("1", (await Cart.Get())!.StoreId);
    });

    [Fact] public void A_refusal_does_not_rest_on_the_assumption() => _world.Run(async () =>
    {
        await DemoData.Load(_world.Grains, "demo");
        await Open("1");
        await _world.Crash();
        // Of a new cart it would be refused for its store; this one is there.
        Assert.Equal("idempotency-key-reused", (await Open("99")).Refusal!.Code);
    });

    [Fact] public void A_lost_acknowledgement_is_found_out() => _world.Run(async () =>
    {
        await DemoData.Load(_world.Grains, "demo");
        _world.AppendFaults.Enqueue(MemoryFault.FailAfter);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Open("1"));
        Assert.True((await Open("1")).Replayed);
    });

    [Fact] public void Nothing_is_read_before_the_first_append() => _world.Run(async () =>
    {
        await DemoData.Load(_world.Grains, "demo");
        _world.Reads.Clear();
        await Open("1");
        Assert.DoesNotContain("cart/demo/c-1", _world.Reads);
        await _world.Crash();
        await Cart.Get();
        Assert.Contains("cart/demo/c-1", _world.Reads);
    });

    [Fact] public void Who_only_asks_meanwhile_hears_what_is_there() => _world.Run(async () =>
    {
        await DemoData.Load(_world.Grains, "demo");
        await Open("1");
        await _world.Crash();

        var again = Open("2");
        Assert.Equal("1", (await Cart.Get())!.StoreId);
        Assert.Equal("idempotency-key-reused", (await again).Refusal!.Code);
    });

    [Fact] public void Ten_at_once_begin_it_once() => _world.Run(async () =>
    {
        await DemoData.Load(_world.Grains, "demo");
        var events = await _world.Journal.Head();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Open("1")));
        Assert.All(answers, answer => Assert.True(answer.IsDone));
        Assert.Single(answers, answer => !answer.Replayed);
        Assert.Equal(events + 1, await _world.Journal.Head());
    });

    private Task<CommandResult<CartView>> Open(string store) => Cart.Open(new OpenCart(From, store, null, store));
}
