using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Embedded;
using PosSaga.Inventory;
using PosSaga.Payments;
using PosSaga.Sagas;
using PosSaga.Stores;

namespace PosSaga.Tests.Simulation;

/// <summary>A silo that was declared dead went on appending for a while. The activation on the new silo had loaded before
/// that, had nothing to do as far as it knew, and was kept alive by the very watchdog that called it in vain. Found by seed
/// 16109.</summary>
public sealed class Bug_an_activation_that_was_taken_over_stayed_behind
{
    private readonly World _world = new(1, Plant.Nothing, new Climate { Deposed = true });

    private EmbeddedSilo Deposed => _world.Silos[0].Silo;

    private EmbeddedSilo Successor => _world.Silos[1].Silo;

    [Fact]
    public void A_saga_that_it_had_never_heard_of_is_resumed() => _world.Scheduler.Run(async () =>
    {
        await CartOfOne();
        var saga = Successor.GetGrain<IOrderSagaGrain>("sim/o");
        Assert.Null(await saga.Get());
        await Deposed.GetGrain<IOrderSagaGrain>("sim/o").Start(new StartOrderSaga(
            _world.From("test", "o"), "c", null, null, null, null, PaymentMethod.Cash, "tok_ok", "f"));
        Deposed.KillAll();

        Assert.NotNull(await saga.Resume());
        Assert.Equal(SagaState.Completed, (await saga.WaitForEnd(TimeSpan.FromSeconds(10)))?.State);
    });

    [Fact]
    public void A_payment_that_it_had_never_heard_of_is_captured() => _world.Scheduler.Run(async () =>
    {
        var payment = Successor.GetGrain<IPaymentGrain>("sim/p");
        Assert.Null(await payment.Get());
        await Deposed.GetGrain<IPaymentGrain>("sim/p").Authorise(new AuthorisePayment(
            _world.From("test", "p"), "p", new Money(1299), PaymentMethod.Cash, "tok_ok"));
        Deposed.KillAll();

        var answer = await payment.Capture(new CapturePayment(_world.From("test", "p")));
        Assert.Equal(PaymentOutcome.Captured, answer.Value?.Outcome);
    });

    private async Task CartOfOne()
    {
        var from = _world.From("test", "c");
        await Deposed.GetGrain<IStoreGrain>("sim/1").Open(new OpenStore(from, "One", "QC", StoreKind.Store));
        await Deposed.GetGrain<IProductGrain>("sim/CAFE").Add(
            new AddProduct(from, "Coffee", "Food", new Money(1299), 1, "f"));
        await Deposed.GetGrain<IStockGrain>("sim/1/CAFE").Receive(new ReceiveStock(from, 10, "delivery"));
        await Deposed.GetGrain<ICartGrain>("sim/c").Open(new OpenCart(from, "1", null, "f"));
        await Deposed.GetGrain<ICartGrain>("sim/c").SetItem(new SetCartItem(from, "CAFE", 1));
    }
}
