using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Claims;
using PosSaga.Simulator;
using PosSaga.Inventory;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Stores;

namespace PosSaga.Tests.Simulation;

/// <summary>In good weather, a silo that was declared dead and goes on for a while, and the one that follows it. On the
/// former somebody buys coffee, all ten bags of it unless told otherwise, and complains about one.</summary>
internal sealed class Takeover(FaultProfile climate, Plant? plant = null)
{
    public World World { get; } = new(1, plant ?? Plant.Nothing, climate with { Deposed = true });

    public SimulatedSilo Deposed => World.Silos[0].Silo;

    public SimulatedSilo Successor => World.Silos[1].Silo;

    public DateTimeOffset Now => World.Scheduler.Time.GetUtcNow();

    public async Task Cart(int coffees = 10)
    {
        var from = World.From("test", "c");
        await Deposed.GetGrain<IStoreGrain>("sim/1").Open(new OpenStore(from, "One", "QC", StoreKind.Store));
        await Deposed.GetGrain<IProductGrain>("sim/CAFE").Add(
            new AddProduct(from, "Coffee", "Food", new Money(1299), 1, "f"));
        await Deposed.GetGrain<IStockGrain>("sim/1/CAFE").Receive(new ReceiveStock(from, 10, "delivery"));
        await Deposed.GetGrain<ICartGrain>("sim/c").Open(new OpenCart(from, "1", null, "f"));
        await Deposed.GetGrain<ICartGrain>("sim/c").SetItem(new SetCartItem(from, "CAFE", coffees));
    }

    public StartOrderSaga Order() =>
        new(World.From("test", "o"), "c", null, null, null, null, PaymentMethod.Cash, "tok_ok", "f");

    /// <summary>A resolved claim, and what it is about.</summary>
    public async Task<IClaimGrain> Resolved(int coffees = 10)
    {
        await Cart(coffees);
        var saga = Deposed.GetGrain<IOrderSagaGrain>("sim/o");
        await saga.Start(Order());
        Assert.Equal(SagaState.Completed, (await saga.WaitForEnd(TimeSpan.FromSeconds(10)))?.State);
        var (claim, from) = (Deposed.GetGrain<IClaimGrain>("sim/k"), World.From("test", "k"));
        await claim.Create(new CreateClaim(
            from, Now, "ana", null, ClaimType.ProductDefect, "broken", Urgency.Low, "o",
            [new ClaimLine("CAFE", 1, Condition.Resellable)], "f"));
        await claim.Assign(new AssignClaim(from, Now, "agent"));
        await claim.Start(new StartClaim(from, Now));
        await claim.Resolve(new ResolveClaim(from, Now, "money back"));
        return claim;
    }

    public async Task Refund(IClaimGrain claim) =>
        Assert.True((await claim.Refund(new RefundClaim(World.From("test", "k"), Now))).IsDone);

    public async Task Until(Func<Task<bool>> fact)
    {
        // The watchdog gives up after minutes; an hour is longer than anything takes here.
        for (var second = 0; !await fact(); second++)
        {
            Assert.True(second < 3_600, "It did not come.");
            await World.Wait(TimeSpan.FromSeconds(1));
        }
    }
}
