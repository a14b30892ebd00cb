using PosSaga.Carts;
using PosSaga.Inventory;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>What people do where a test says when, not the seed.</summary>
internal static class Scripted
{
    /// <summary>The silo starts, the shops open, and there is enough of the first article.</summary>
    public static async Task Open(World world)
    {
        world.Current.Starts();
        await world.Assortment.Open(world);
        await world.Stock(world.Assortment.Shops[0].Id, world.Assortment.Articles[0].Sku)
            .Receive(new ReceiveStock(world.From("owner", "more"), 100, "more"));
    }

    /// <summary>One piece of the first article, by card.</summary>
    public static async Task Order(World world, string id)
    {
        var (shop, article) = (world.Assortment.Shops[0], world.Assortment.Articles[0]);
        var cart = world.Get<ICartGrain>("cart-" + id);
        await cart.Open(new OpenCart(world.From("shop", id), shop.Id, null, "open " + id));
        await cart.SetItem(new SetCartItem(world.From("shop", id), article.Sku, 1));
        var request = new StartOrderSaga(
            world.From("shop", id), "cart-" + id, null, null, null, null, PaymentMethod.CreditCard, SimulatedCard.Ok,
            "place " + id);
        world.Diary.Asks(id, request);
        await world.Get<IOrderSagaGrain>(id).Start(request);
    }
}
