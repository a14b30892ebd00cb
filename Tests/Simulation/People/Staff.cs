using PosSaga.Catalogue;
using PosSaga.Inventory;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Receives goods with a key, twice when in doubt; changes prices; counts the shelves.</summary>
internal sealed class Clerk(World world) : Person(world)
{
    public async Task Work()
    {
        for (var n = 0; !World.Weather.IsClear; n++)
        {
            await Pause(40);
            var shop = World.Assortment.Shops[Random.Next(World.Assortment.Shops.Count)];
            var article = World.Assortment.Articles[Random.Next(World.Assortment.Articles.Count)];
            switch (Random.Next(4))
            {
                case 0:
                    await Reprice(article, n);
                    break;
                case 1:
                    await Persist(() => World.Stock(shop.Id, article.Sku).Adjust(new AdjustStock(
                        World.From("clerk", shop.Id), Random.Next(5) - 3, "counted", $"count {n}", $"count {n}")));
                    break;
                default:
                    await Deliver(shop, article, $"delivery-{n}");
                    break;
            }
        }
    }

    private async Task Deliver(Shop shop, Article article, string key)
    {
        var quantity = 1 + Random.Next(4);
        var command = new ReceiveStock(World.From("clerk", shop.Id), quantity, key, key, key);
        for (var times = Random.Chance(0.3) ? 2 : 1; times > 0; times--)
        {
            var answer = await Persist(() => World.Stock(shop.Id, article.Sku).Receive(command));
            if (answer is { IsDone: true })
                World.Diary.Delivered.Add(($"stock/{World.Tenant}/{shop.Id}/{article.Sku}", key, quantity));
        }
    }

    private async Task Reprice(Article article, int n) => await Persist(
        () => World.Get<IProductGrain>(article.Sku).Change(new ChangeProduct(
            World.From("clerk", article.Sku), $"{article.Sku} {n}", "things", new Money(99 + Random.Next(20_000)), 2,
            Active: !Random.Chance(0.2))));
}

/// <summary>Looks after stuck sagas; a meddling one also after those that are not.</summary>
internal sealed class Operator(World world) : Person(world)
{
    public async Task Work()
    {
        while (!World.Weather.IsClear)
        {
            await Pause(8);
            foreach (var (id, saga) in Sagas())
            {
                var stuck = saga.State == SagaState.NeedsOperator;
                if (!saga.IsFinal && Random.Chance(stuck ? 0.5 : World.Climate.OperatorsMeddle / 3))
                    await Speak(id);
            }
        }
    }

    /// <summary>In good weather a retry must bring every saga to an end, unless nobody looks after it.</summary>
    public async Task TidyUp()
    {
        foreach (var (id, saga) in Sagas())
            if (saga.State == SagaState.NeedsOperator && !(World.Climate.OperatorsLeaveSome && Random.Chance(0.5)))
                await Persist(() => World.Get<IOrderSagaGrain>(id).Retry(Command(id, "tidying up")));
    }

    private async Task Speak(string id)
    {
        var saga = World.Get<IOrderSagaGrain>(id);
        var answer = Random.Next(7) switch
        {
            0 => await Settle(id, saga),
            1 or 2 => await Persist(() => saga.Compensate(Command(id, "not wanted any more"))),
            _ => await Persist(() => saga.Retry(Command(id, "once more"))),
        };
        World.Diary.Sees(answer?.Value);
    }

    /// <summary>Settles the money where the gateway keeps it, then says so.</summary>
    private async Task<CommandResult<SagaView>?> Settle(string id, IOrderSagaGrain saga)
    {
        var view = await Persist(saga.Get);
        var stuck = view is { State: SagaState.NeedsOperator };
        if (view is null || (!stuck && view.Waiting is null))
            return null;
        var payment = GrainKeys.Of(World.Tenant, id);
        if (view.Step == SagaStep.ProcessPayment)
            await World.Counter.Void(payment, CancellationToken.None);
        else if (view.Step == SagaStep.Finish)
            await World.Counter.Capture(payment, view.Cart!.Total, CancellationToken.None);
        return await Persist(() => saga.Resolve(Command(id, "settled by hand")));
    }

    private List<(string Id, OrderSaga Saga)> Sagas() =>
        [.. World.ReadSide.Sagas.Select(s => (GrainKeys.IdOf(s.Key), s.Value))];

    private OperatorCommand Command(string id, string reason) => new(World.From("operator", id), reason);
}
