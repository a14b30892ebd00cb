using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Claims;
using PosSaga.Embedded;
using PosSaga.Inventory;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Stores;

namespace PosSaga.Tests.Simulation;

/// <summary>A silo that was declared dead still took a claim's request for its refund. The claim's activation on the
/// new silo had loaded before that: it knew of no refund, took the refund's events for those of a cancelled order, and
/// let them all pass. Found by seeds 58 and 132.</summary>
public sealed class Bug_a_claim_that_was_taken_over_missed_its_refund
{
    private readonly World _world = new(
        1, Plant.Nothing, new Climate { Deposed = true, Complaints = new Complaints() });

    private EmbeddedSilo Deposed => _world.Silos[0].Silo;

    private EmbeddedSilo Successor => _world.Silos[1].Silo;

    [Fact]
    public void It_hears_how_its_refund_ended() => _world.Scheduler.Run(async () =>
    {
        var from = _world.From("test", "k");
        await Ordered();
        var before = Deposed.GetGrain<IClaimGrain>("sim/k");
        await before.Create(new CreateClaim(
            from, Now, "ana", null, ClaimType.ProductDefect, "broken", Urgency.Low, "o", null, "f"));
        await before.Assign(new AssignClaim(from, Now, "agent"));
        await before.Start(new StartClaim(from, Now));
        await before.Resolve(new ResolveClaim(from, Now, "money back"));
        var claim = Successor.GetGrain<IClaimGrain>("sim/k");
        Assert.Null((await claim.Get())?.RefundId);
        Assert.True((await before.Refund(new RefundClaim(from, Now))).IsDone);
        Deposed.KillAll();

        _world.Silos[1].Starts();
        var refund = Successor.GetGrain<IRefundGrain>("sim/k");
        while ((await refund.Get())?.Status is not RefundStatus.Completed || !await _world.Silos[1].HasDelivered())
            await _world.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(RefundStatus.Completed, (await claim.Get())?.RefundStatus);
    });

    private DateTimeOffset Now => _world.Scheduler.Time.GetUtcNow();

    private async Task Ordered()
    {
        var from = _world.From("test", "o");
        await Deposed.GetGrain<IStoreGrain>("sim/1").Open(new OpenStore(from, "One", "QC", StoreKind.Store));
        await Deposed.GetGrain<IProductGrain>("sim/CAFE").Add(
            new AddProduct(from, "Coffee", "Food", new Money(1299), 1, "f"));
        await Deposed.GetGrain<IStockGrain>("sim/1/CAFE").Receive(new ReceiveStock(from, 10, "delivery"));
        await Deposed.GetGrain<ICartGrain>("sim/c").Open(new OpenCart(from, "1", null, "f"));
        await Deposed.GetGrain<ICartGrain>("sim/c").SetItem(new SetCartItem(from, "CAFE", 1));
        var saga = Deposed.GetGrain<IOrderSagaGrain>("sim/o");
        await saga.Start(new StartOrderSaga(
            from, "c", null, null, null, null, PaymentMethod.Cash, "tok_ok", "f"));
        Assert.Equal(SagaState.Completed, (await saga.WaitForEnd(TimeSpan.FromSeconds(10)))?.State);
    }
}
