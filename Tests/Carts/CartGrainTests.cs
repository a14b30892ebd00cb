using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Demo;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Stores;
using PosSaga.Tests.EventSourcing;
using PosSaga.Tests.Runtime;
using static PosSaga.Tests.EventSourcing.GrainWorld;

namespace PosSaga.Tests.Carts;

/// <summary>The demonstration's stores and products, and a cart among them.</summary>
public abstract class CartGrainTests(GrainHost host)
{
    public sealed class Simulated() : CartGrainTests(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : CartGrainTests(GrainHost.Cluster);

    private readonly GrainWorld _world = new(host);

    private ICartGrain Cart => _world.Get<ICartGrain>("cart-1");

    [Fact]
    public void The_demonstration_loads_completely_also_after_it_was_interrupted_and_again() => _world.Run(async () =>
    {
        foreach (var _ in Enumerable.Range(0, 30))
            _world.AppendFaults.Enqueue(MemoryFault.None);
        _world.AppendFaults.Enqueue(MemoryFault.FailAfter);
        await Assert.ThrowsAsync<JournalUnavailableException>(Load);
        await _world.Crash();
        await Load();
        var events = await _world.Journal.Head();
        await Load();

        Assert.Equal(events, await _world.Journal.Head());
        Assert.Equal("Vieux-Montréal", (await _world.Get<IStoreGrain>("1").Get())!.Name);
        Assert.Equal((100, null), Stocked(await _world.Get<IStockGrain>("5/VELO-VTT").Get()));
        Assert.Equal((100, 20), Stocked(await _world.Get<IStockGrain>("6/CAFE").Get()));
        Assert.Equal((0, null), Stocked(await _world.Get<IStockGrain>("7/CAFE").Get()));
    });

    [Fact] public void What_there_is_not_is_refused_and_answers_null() => _world.Run(async () =>
    {
        await Load();
        Assert.Null(await Cart.Get());
        Assert.Equal("store-not-found", (await Open("99")).Refusal!.Code);
        Assert.Equal("store-does-not-sell", (await Open("7")).Refusal!.Code);
        Assert.Equal("cart-not-found", (await Put("CAFE", 1)).Refusal!.Code);
        Assert.Equal("cart-not-found", (await Freeze("s-1")).Refusal!.Code);
        Assert.True((await Open("1")).IsDone);
        Assert.Equal("product-not-found", (await Put("NONE", 1)).Refusal!.Code);
        Assert.Null(await _world.Get<IOrderGrain>("o-1").Get());
    });

    [Fact] public void From_the_shelf_to_the_order() => _world.Run(async () =>
    {
        await Load();
        await Open("1");
        await Put("CAFE", 1);
        var cart = (await Put("CAFE", 2)).Value!;
        Assert.Equal((2598, 389, 2987), (cart.Subtotal.Amount, cart.Tax.Amount, cart.Total.Amount));

        var priced = (await Freeze("s-1", new Money(2987))).Value!;
        await Reprice("CAFE", 9999);
        await _world.Crash();
        var again = await Freeze("s-1", new Money(2987));
        Assert.Equal((priced.Total, true), (again.Value!.Total, again.Replayed));
        Assert.Equal("cart-frozen", (await Freeze("s-2")).Refusal!.Code);
        Assert.Equal(CartStatus.Ordered, (await Cart.Close(new CloseCart(From, "s-1"))).Value!.Status);
        Assert.Equal("cart-already-ordered", (await Freeze("s-2")).Refusal!.Code);
        Assert.Equal(2987, (await Cart.Get())!.Total.Amount);
    });

    [Fact] public void An_open_cart_shows_the_price_of_the_moment_and_thaws_back_to_it() => _world.Run(async () =>
    {
        await Load();
        await Open("1");
        await Put("CAFE", 1);
        await Freeze("s-1");
        await Reprice("CAFE", 2000);
        Assert.Equal(1299, (await Cart.Get())!.Subtotal.Amount);
        Assert.Equal(2000, (await Cart.Thaw(new ThawCart(From, "s-1"))).Value!.Subtotal.Amount);
        Assert.Equal("cart-freeze-barred", (await Freeze("s-1")).Refusal!.Code);
        Assert.Equal(2000, (await Freeze("s-2")).Value!.Subtotal.Amount);
    });

    [Fact] public void Of_twenty_orders_at_once_one_gets_the_cart() => _world.Run(async () =>
    {
        await Load();
        await Open("1");
        await Put("CAFE", 1);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Freeze($"s-{i}")));
        Assert.Single(answers, answer => answer.IsDone);
        Assert.All(
            answers.Where(answer => !answer.IsDone), answer => Assert.Equal("cart-frozen", answer.Refusal!.Code));
    });

    private Task Load() => DemoData.Load(_world.Grains, "demo");

    private Task<CommandResult<CartView>> Open(string store) => Cart.Open(new OpenCart(From, store, "c-1", "f"));

    private Task<CommandResult<CartView>> Put(string sku, int quantity) => Cart.SetItem(new SetCartItem(From, sku, quantity));

    private Task<CommandResult<PricedCart>> Freeze(string saga, Money? expected = null) =>
        Cart.Freeze(new FreezeCart(From, saga, "c-1", null, expected));

    private async Task Reprice(string sku, long cents)
    {
        var product = _world.Get<IProductGrain>(sku);
        var now = (await product.Get())!;
        Assert.True((await product.Change(
            new ChangeProduct(From, now.Name, now.Category, new(cents), now.Threshold, now.Active))).IsDone);
    }

    private static (long OnHand, int? Threshold) Stocked(StockView view) => (view.OnHand, view.Threshold);
}
