using PosSaga.Carts;
using PosSaga.Inventory;
using PosSaga.Orders;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Silo.Streaming;

namespace PosSaga.Tests.Simulation;

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
