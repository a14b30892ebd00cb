using PosSaga.Carts;
using PosSaga.Inventory;
using PosSaga.Orders;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Silo.Streaming;

namespace PosSaga.Tests.Simulation;

/// <summary>Ships orders, and takes some back before that, in two places at once when in doubt; does not find
/// goods.</summary>
internal sealed class Shipper(World world) : Person(world)
{
    public async Task Work()
    {
        while (!World.Weather.IsClear)
        {
            await Pause(15);
            var sold = World.ReadSide.Sagas.Where(s => s.Value.State == SagaState.Completed).ToList();
            if (sold.Count == 0)
                continue;
            var (key, saga) = sold[Random.Next(sold.Count)];
            var id = GrainKeys.IdOf(key);
            if (Random.Chance(World.Climate.Complaints!.Shrinkage))
                await FindNothing(saga.Cart!);
            else if (!Random.Chance(World.Climate.Complaints!.Cancellations))
                await Persist(() => World.Get<IOrderGrain>(id).Ship(new ShipOrder(World.From("shipper", id))));
            else
                await Task.WhenAll(Enumerable.Range(0, Random.Chance(0.3) ? 2 : 1).Select(n =>
                    World.Scheduler.Spawn($"cancels {id} {n}", () => Cancel(id))));
        }
    }

    private async Task FindNothing(PricedCart cart)
    {
        var stock = World.Stock(cart.StoreId, cart.Lines[Random.Next(cart.Lines.Count)].Sku);
        if (await Persist(stock.Get) is { Available: > 0 } view)
            await Persist(() => stock.Adjust(
                new AdjustStock(World.From("shipper", cart.StoreId), -(int)view.Available, "not found")));
    }

    private async Task Cancel(string id)
    {
        await Pause(0.1);
        var answer = await Persist(() => World.Get<IOrderGrain>(id).Cancel(
            new CancelOrder(World.From("shipper", id), "not wanted any more")));
        if (answer is { IsDone: true })
            World.Diary.Promise($"order/{World.Tenant}/{id}", answer.Position);
    }
}

/// <summary>Looks after refunds that need a person, and tries failed ones again.</summary>
internal sealed class RefundDesk(World world) : Person(world)
{
    public async Task Work()
    {
        while (!World.Weather.IsClear)
        {
            await Pause(8);
            foreach (var (id, hasFailed, goodsAreGone) in World.Complaints!.ForOperators())
            {
                if (goodsAreGone && !hasFailed && Random.Chance(0.6))
                    await Resolve(id);
                else if (Random.Chance(hasFailed ? 0.05 : 0.2))
                    await Retry(id);
            }
        }
    }

    /// <summary>Goods that are gone for good are nobody's to wait for.</summary>
    public async Task TidyUp()
    {
        foreach (var (id, _, goodsAreGone) in World.Complaints!.ForOperators().Where(refund => !refund.HasFailed))
            await (goodsAreGone ? Resolve(id) : Retry(id));
    }

    private Task<CommandResult<RefundView>?> Retry(string id) =>
        Persist(() => World.Get<IRefundGrain>(id).Retry(Command(id, "once more")));

    private Task<CommandResult<RefundView>?> Resolve(string id) =>
        Persist(() => World.Get<IRefundGrain>(id).Resolve(Command(id, "counted by hand")));

    private OperatorCommand Command(string id, string reason) => new(World.From("operator", id), reason);
}

/// <summary>Hands over again what was put aside.</summary>
internal sealed class Redriver(World world) : Person(world)
{
    private const int LettersMax = 1_000;

    public async Task Work()
    {
        while (!World.Weather.IsClear)
        {
            await Pause(60);
            await TidyUp();
        }
    }

    public async Task TidyUp()
    {
        var office = World.Current.Get<DeadLetterQueries>();
        var letters = await Persist(() => office.List(World.Tenant, null, 0, LettersMax, CancellationToken.None)) ?? [];
        foreach (var stream in letters.GroupBy(letter => (letter.Subscriber, letter.Stream)))
        {
            World.Weather.Count("dead letters redriven");
            await Persist(() => office.Redrive(World.Tenant, stream.First().Id, "operator", CancellationToken.None));
        }
    }
}
