using PosSaga.Carts;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Buys on a quiet morning, with a card that works: there is something to complain about from the first
/// minute.</summary>
internal sealed class EarlyCustomer(World world, int number) : Person(world)
{
    public async Task Buy()
    {
        var (id, shop) = ($"e{number}", World.Assortment.Shops[Random.Next(World.Assortment.Shops.Count)]);
        var cart = World.Get<ICartGrain>(id);
        await cart.Open(new OpenCart(World.From("shop", id), shop.Id, Random.Chance(0.7) ? Name : null, "open " + id));
        for (var lines = 1 + Random.Next(3); lines > 0; lines--)
        {
            var article = World.Assortment.Articles[Random.Next(World.Assortment.Articles.Count)];
            await cart.SetItem(new SetCartItem(World.From("shop", id), article.Sku, 1 + Random.Next(4)));
        }

        var request = new StartOrderSaga(
            World.From("shop", id), id, null, Random.Chance(0.5) ? new Contact(Name, $"{Name}@example.com") : null,
            Random.Chance(0.3) ? new ShipTo("ON", "1 Main", "Town", "A1A 1A1") : null, null, PaymentMethod.CreditCard,
            SimulatedCard.Ok, "place " + id);
        World.Diary.Asks(id, request);
        var saga = World.Get<IOrderSagaGrain>(id);
        await saga.Start(request);
        await saga.WaitForEnd(TimeSpan.FromSeconds(20));
    }

    private string Name => $"early-{number}";
}
