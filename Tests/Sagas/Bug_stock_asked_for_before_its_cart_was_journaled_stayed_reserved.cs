using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Payments;
using PosSaga.Sagas;
using PosSaga.Stores;
using PosSaga.Tests.EventSourcing;
using PosSaga.Tests.Runtime;
using static PosSaga.Tests.EventSourcing.GrainWorld;

namespace PosSaga.Tests.Sagas;

/// <summary>The append of the priced cart failed while the stock was being asked already, and from then on the cart
/// could not be reached: the saga undid its steps without knowing what it had reserved, and the goods waited for the
/// sweep.</summary>
public abstract class Bug_stock_asked_for_before_its_cart_was_journaled_stayed_reserved(GrainHost host)
{
    public sealed class Simulated() : Bug_stock_asked_for_before_its_cart_was_journaled_stayed_reserved(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : Bug_stock_asked_for_before_its_cart_was_journaled_stayed_reserved(GrainHost.Cluster);

    private readonly GrainWorld _world = new(host);

    [Fact] public void It_is_given_back() => _world.Run(async () =>
    {
        await _world.Get<IStoreGrain>("1").Open(new OpenStore(From, "One", "QC", StoreKind.Store));
        await _world.Get<IProductGrain>("CAFE").Add(new AddProduct(From, "Coffee", "Food", new Money(1299), 1, "f"));
        var stock = _world.Get<IStockGrain>("1/CAFE");
        await stock.Receive(new ReceiveStock(From, 10, "delivery"));
        var cart = _world.Get<ICartGrain>("c");
        await cart.Open(new OpenCart(From, "1", null, "f"));
        await cart.SetItem(new SetCartItem(From, "CAFE", 3));

        var (reserved, freezesLost) = (false, 0);
        _world.Lose(method =>
        {
            if (method.Name == nameof(IStockGrain.Reserve) && !reserved)
            {
                reserved = true;
                _world.AppendFaults.Enqueue(MemoryFault.FailBefore);
            }

            return reserved && method.Name == nameof(ICartGrain.Freeze) && freezesLost++ < 4;
        });
        var saga = _world.Get<IOrderSagaGrain>("o");
        await saga.Start(new StartOrderSaga(From, "c", null, null, null, null, PaymentMethod.Cash, "tok_ok", "f"));
        for (
            var slices = 0;
            slices < 20 && await saga.WaitForEnd(TimeSpan.FromSeconds(10)) is { StateFinal: false };
            slices++)
        {
        }

        var end = await saga.Get();
        Assert.Equal((SagaState.Failed, "cart-unreachable"), (end!.State, end.Failure?.Reason));
        Assert.Equal(10, (await stock.Get()).Available);
        Assert.Equal(CartStatus.Open, (await cart.Get())!.Status);
    });
}
