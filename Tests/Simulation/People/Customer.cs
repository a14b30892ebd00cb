using PosSaga.Carts;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Fills carts and orders them, sometimes wrongly, sometimes twice, sometimes from several tills at
/// once.</summary>
internal sealed class Customer(World world, int number) : Person(world)
{
    private static readonly string[] Tokens =
    [
        SimulatedCard.Ok, SimulatedCard.Ok, SimulatedCard.Ok, SimulatedCard.Ok, SimulatedCard.Ok, SimulatedCard.Ok,
        SimulatedCard.Ok, SimulatedCard.Declined,
        SimulatedCard.TimeoutCharged, SimulatedCard.TimeoutLost, SimulatedCard.Flaky, "tok_of_nobody",
    ];

    private static readonly string[] Provinces = ["QC", "ON", "BC", "SK", "YT"];

    private int _carts, _sagas;

    public async Task Live()
    {
        for (var orders = 1 + Random.Next(3); orders > 0; orders--)
        {
            await Pause(20);
            if (await FillCart() is { } cart)
                await Order(cart);
        }
    }

    private async Task<string?> FillCart()
    {
        var id = $"c{number}-{++_carts}";
        var shop = World.Assortment.Shops[Random.Next(World.Assortment.Shops.Count)];
        var opened = await Tell(id, () => Cart(id).Open(
            new OpenCart(World.From("shop", id), shop.Id, Random.Chance(0.7) ? Name : null, "open " + id)));
        if (opened is null)
            return null;
        for (var lines = Random.Next(20) == 0 ? 0 : 1 + Random.Next(4); lines > 0; lines--)
            await SetItem(id);
        return id;
    }

    private async Task SetItem(string cart)
    {
        var article = World.Assortment.Articles[Random.Next(World.Assortment.Articles.Count)];
        var quantity = 1 + Random.Next(4);
        await Tell(cart, () => Cart(cart).SetItem(new SetCartItem(World.From("shop", cart), article.Sku, quantity)));
    }

    private async Task Order(string cart)
    {
        for (var again = true; again;)
        {
            var saga = $"o{number}-{++_sagas}";
            var request = Request(saga, cart);
            var tills = Random.Chance(0.3) ? 2 + Random.Next(3) : 1;
            var placed = Enumerable.Range(0, tills).Select(till => AtTill(saga, request, till)).ToList();
            // Somebody else has the same cart on the screen, or the same key in his hand.
            if (Random.Chance(0.1))
                placed.Add(AtTill($"o{number}-{++_sagas}", Request($"o{number}-{_sagas}", cart), tills));
            if (Random.Chance(0.1))
                placed.Add(AtTill(saga, request with { CartId = cart + "x", Fingerprint = "another body" }, tills + 1));
            if (Random.Chance(0.1))
                placed.Add(World.Scheduler.Spawn($"fiddler {saga}", () => SetItem(cart)));
            await Task.WhenAll(placed);
            again = Random.Chance(0.15);
        }

        if (Random.Chance(0.05))
            await Tell(cart, () => Cart(cart).Abandon(new AbandonCart(World.From("shop", cart))));
    }

    private StartOrderSaga Request(string saga, string cart)
    {
        var online = Random.Chance(0.4);
        var method = online ? PaymentMethod.CreditCard : (PaymentMethod)Random.Next(4);
        return new StartOrderSaga(
            World.From("shop", saga), Random.Chance(0.03) ? "nowhere" : cart,
            Random.Chance(0.05) ? "somebody-else" : Random.Chance(0.5) ? Name : null,
            Random.Chance(0.5) ? new Contact(Name, $"{Name}@example.com") : null,
            online ? new ShipTo(Provinces[Random.Next(Provinces.Length)], "1 Main", "Town", "A1A 1A1") : null,
            Random.Chance(0.05) ? new Money(1) : null,
            method, Tokens[Random.Next(Tokens.Length)], "place " + saga);
    }

    private Task AtTill(string saga, StartOrderSaga request, int till) =>
        World.Scheduler.Spawn($"till {saga} {till}", () => Place(saga, request));

    private async Task Place(string saga, StartOrderSaga request)
    {
        await Pause(Random.Chance(0.5) ? 0.01 : 5);
        World.Diary.Asks(saga, request);
        var answer = await Persist(() => Saga(saga).Start(request), 1 + Random.Next(6));
        if (answer is null)
            return;
        World.Diary.Started.Add((saga, request.Fingerprint, answer));
        World.Diary.Promise($"order-saga/{World.Tenant}/{saga}", answer.Position);
        World.Diary.Sees(answer.Value);
        // Some do not wait at all, and some look in while others wait.
        for (var patience = Random.Next(5); answer.IsDone && patience > 0; patience--)
        {
            var slice = Random.Next(TimeSpan.Zero, TimeSpan.FromSeconds(12));
            var view = Random.Chance(0.3)
                ? await Persist(() => Saga(saga).Get(), 1)
                : await Persist(() => Saga(saga).WaitForEnd(slice), 1);
            World.Diary.Sees(view);
            if (view is { StateFinal: true })
                return;
            await Pause(3);
        }
    }

    private async Task<CommandResult<CartView>?> Tell(string cart, Func<Task<CommandResult<CartView>>> ask)
    {
        var answer = await Persist(ask);
        if (answer is { IsDone: true })
            World.Diary.Promise($"cart/{World.Tenant}/{cart}", answer.Position);
        return answer;
    }

    private string Name => $"customer-{number}";

    private ICartGrain Cart(string id) => World.Get<ICartGrain>(id);

    private IOrderSagaGrain Saga(string id) => World.Get<IOrderSagaGrain>(id);
}
