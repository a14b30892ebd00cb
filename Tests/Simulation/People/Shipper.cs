using PosSaga.Carts;
using PosSaga.Inventory;
using PosSaga.Orders;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Ships orders, and takes some back before that, wholly or a few pieces, more than there are at times, and in
/// two places at once when in doubt; does not find goods.</summary>
internal sealed class Shipper(World world) : Person(world)
{
    private int _commands;

    public async Task Work()
    {
        while (!World.Weather.IsClear)
        {
            await Pause(World.Climate.Complaints!.Parts > 0 ? 8 : 15);
            var sold = World.ReadSide.Sagas.Where(s => s.Value.State == SagaState.Completed).ToList();
            if (sold.Count == 0)
                continue;
            var (key, saga) = sold[Random.Next(sold.Count)];
            var id = GrainKeys.IdOf(key);
            if (Random.Chance(World.Climate.Complaints!.Shrinkage))
                await FindNothing(saga.Cart!);
            else if (!Random.Chance(World.Climate.Complaints!.Cancellations))
                await Ship(id, saga.Cart!);
            else
                await Cancel(id, saga.Cart!);
        }
    }

    private async Task FindNothing(PricedCart cart)
    {
        var stock = World.Stock(cart.StoreId, cart.Lines[Random.Next(cart.Lines.Count)].Sku);
        if (await Persist(stock.Get) is { Available: > 0 } view)
            await Persist(() => stock.Adjust(
                new AdjustStock(World.From("shipper", cart.StoreId), -(int)view.Available, "not found")));
    }

    private Task Ship(string id, PricedCart cart)
    {
        var (key, lines) = ($"ship-{++_commands}", Some(cart));
        World.Diary.PartsOf(id).Ships.Add(key);
        return AtDesks(id, key, order => order.Ship(new ShipOrder(
            World.From("shipper", id), Lines: lines, Carrier: "van", Tracking: key, Key: key, Fingerprint: key)));
    }

    private Task Cancel(string id, PricedCart cart)
    {
        var (key, lines) = ($"cancel-{++_commands}", Some(cart));
        World.Diary.PartsOf(id).Cancels.Add(key);
        return AtDesks(id, key, order => order.Cancel(new CancelOrder(
            World.From("shipper", id), "not wanted any more", Lines: lines, Key: key, Fingerprint: key)));
    }

    /// <summary>Null: all that is left.</summary>
    private List<OrderedPieces>? Some(PricedCart cart)
    {
        if (!Random.Chance(World.Climate.Complaints!.Parts))
            return null;
        var lines = new List<OrderedPieces>();
        foreach (var line in cart.Lines)
            if (lines.Count == 0 || Random.Chance(0.4))
                lines.Add(new(line.Sku, 1 + Random.Next(line.Quantity + (Random.Chance(0.1) ? 1 : 0))));
        return lines;
    }

    private Task AtDesks(string id, string key, Func<IOrderGrain, Task<CommandResult<OrderView>>> command) =>
        Task.WhenAll(Enumerable.Range(0, Random.Chance(0.3) ? 2 : 1).Select(desk =>
            World.Scheduler.Spawn($"{key} {id} {desk}", () => Tell(id, command))));

    private async Task Tell(string id, Func<IOrderGrain, Task<CommandResult<OrderView>>> command)
    {
        await Pause(0.1);
        var answer = await Persist(() => command(World.Get<IOrderGrain>(id)));
        if (answer is not { IsDone: true })
            return;
        World.Diary.Promise($"order/{World.Tenant}/{id}", answer.Position);
        World.Diary.PartsOf(id).Sees(answer.Value!);
    }
}
