using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.EventSourcing;
using PosSaga.Inventory;
using PosSaga.Payments;
using PosSaga.Stores;

namespace PosSaga.Tests.Simulation;

/// <summary>A silo that was declared dead appended late. Whoever had taken over told what it had read before that, until
/// it next wrote something itself. Found by seed 21633.</summary>
public sealed class Bug_a_late_append_was_not_seen_by_the_silo_that_took_over
{
    private readonly Takeover _takeover = new(new FaultProfile());

    [Fact] public void Whatever_kind_of_grain_is_asked_tells_it() => Run(async () =>
    {
        var from = _takeover.World.From("test", "late");
        await CompareAll();
        Takeovers.Saw();
        await _takeover.Deposed.GetGrain<IStockGrain>("sim/1/CAFE").Receive(new ReceiveStock(from, 5, "late"));
        await _takeover.Deposed.GetGrain<ICartGrain>("sim/c").SetItem(new SetCartItem(from, "CAFE", 3));
        await _takeover.Deposed.GetGrain<IProductGrain>("sim/MIEL").Add(
            new AddProduct(from, "Honey", "Food", new Money(1599), 1, "f"));
        await _takeover.Deposed.GetGrain<IStoreGrain>("sim/2").Open(
            new OpenStore(from, "Two", "QC", StoreKind.Store));
        await _takeover.Deposed.GetGrain<IPaymentGrain>("sim/p").Authorise(
            new AuthorisePayment(from, "p", new Money(1299), PaymentMethod.Cash, "tok_ok"));
        _takeover.Deposed.KillAll();
        await CompareAll();
    });

    [Fact] public void So_does_the_first_answer_when_nothing_can_come_any_more() => Run(async () =>
    {
        var from = _takeover.World.From("test", "late");
        await CompareAll();
        Takeovers.Saw();
        await _takeover.World.Wait(LateAppendsMax - TimeSpan.FromSeconds(2));
        await CompareAll();
        await _takeover.Deposed.GetGrain<IStockGrain>("sim/1/CAFE").Receive(new ReceiveStock(from, 5, "late"));
        _takeover.Deposed.KillAll();
        await _takeover.World.Wait(TimeSpan.FromHours(1));
        Assert.Equal(15, (await Successor<IStockGrain>("sim/1/CAFE").Get()).OnHand);
    });

    [Fact] public void Nothing_is_read_again_where_no_silo_died_or_all_is_over() => Run(async () =>
    {
        var takeovers = new Takeovers(_takeover.World.Scheduler.Time);
        Assert.False(takeovers.MayHaveMissed(takeovers.Now));
        takeovers.Saw();
        Assert.True(takeovers.MayHaveMissed(takeovers.Now));
        await _takeover.World.Wait(LateAppendsMax);
        Assert.False(takeovers.MayHaveMissed(takeovers.Now));
    });

    private static TimeSpan LateAppendsMax => PosSaga.EventSourcing.Takeovers.LateAppendsMax;

    private Takeovers Takeovers => _takeover.World.Silos[1].Get<Takeovers>();

    private void Run(Func<Task> scenario) => _takeover.World.Scheduler.Run(async () =>
    {
        await _takeover.Cart(coffees: 1);
        await scenario();
    });

    /// <summary>What the successor tells is what the journal holds.</summary>
    private async Task CompareAll()
    {
        var events = _takeover.World.Events();
        Assert.Equal(
            events.Where(e => e.Stream.StartsWith("stock/", StringComparison.Ordinal)).Max(e => e.Version),
            (await Successor<IStockGrain>("sim/1/CAFE").Get()).Version);
        Assert.Equal(Has("product/sim/MIEL"), await Successor<IProductGrain>("sim/MIEL").Get() is not null);
        Assert.Equal(Has("store/sim/2"), await Successor<IStoreGrain>("sim/2").Get() is not null);
        Assert.Equal(Has("payment/sim/p"), await Successor<IPaymentGrain>("sim/p").Get() is not null);
        Assert.Equal(
            events.Where(e => e.Stream == "cart/sim/c").Max(e => e.Version),
            (await Successor<ICartGrain>("sim/c").Get())!.Version);

        bool Has(string stream) => events.Any(e => e.Stream == stream);
    }

    private T Successor<T>(string key) where T : IGrainWithStringKey => _takeover.Successor.GetGrain<T>(key);
}
