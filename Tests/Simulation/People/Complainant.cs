using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Complains about an order: all of it, a part, more than there is; sometimes at two counters at once,
/// sometimes about an order that is still under way, or that never was.</summary>
internal sealed class Complainant(World world, int number) : Person(world)
{
    private int _claims;

    public async Task Live()
    {
        for (var claims = 1 + Random.Next(3); claims > 0; claims--)
        {
            await Pause(25);
            await Complain();
        }
    }

    private async Task Complain()
    {
        var (order, saga) = SomeOrder();
        var id = $"k{number}-{++_claims}";
        var command = new CreateClaim(
            World.From("counter", id), World.Scheduler.Time.GetUtcNow(),
            Random.Chance(0.05) ? "somebody-else" : saga?.Cart?.CustomerId ?? Name,
            Random.Chance(0.5) ? new Contact(Name, $"{Name}@example.com", "555") : null,
            IsGreedy ? ClaimType.ProductDefect : (ClaimType)Random.Next(4),
            "It is not what I wanted.", Urgency.Low, order, Lines(saga), "complaint " + id);
        var counters = Random.Chance(0.3) ? 2 : 1;
        var complaints = Enumerable.Range(0, counters).Select(counter =>
            World.Scheduler.Spawn($"counter {id} {counter}", () => Create(id, command)));
        // Somebody of the same household, about the same pieces and at the same moment.
        if (Random.Chance(0.15))
            complaints = complaints.Append(World.Scheduler.Spawn($"counter {id}r", () => Create(
                id + "r",
                command with { Origin = World.From("counter", id + "r"), Fingerprint = "complaint " + id + "r" })));
        await Task.WhenAll(complaints);
    }

    private async Task Create(string id, CreateClaim command)
    {
        await Pause(1);
        var answer = await Persist(() => World.Get<IClaimGrain>(id).Create(command));
        if (answer is { IsDone: true })
            World.Diary.Promise($"claim/{World.Tenant}/{id}", answer.Position);
    }

    private (string? Id, OrderSaga? Saga) SomeOrder()
    {
        if (Random.Chance(0.05))
            return (Random.Chance(0.5) ? null : "never-was", null);
        var anyState = Random.Chance(0.2);
        var orders = World.ReadSide.Sagas.Where(s => anyState || s.Value.State == SagaState.Completed).ToList();
        if (orders.Count == 0)
            return (null, null);
        var (key, saga) = orders[Random.Next(orders.Count)];
        return (GrainKeys.IdOf(key), saga);
    }

    private List<ClaimLine>? Lines(OrderSaga? saga)
    {
        if (saga?.Cart is not { } cart || Random.Chance(IsGreedy ? 0.5 : 0.2))
            return null;
        var lines = new List<ClaimLine>();
        foreach (var line in cart.Lines)
            if (lines.Count == 0 || Random.Chance(0.6))
            {
                var most = line.Quantity + (Random.Chance(0.1) ? 1 : 0);
                lines.Add(new ClaimLine(line.Sku, 1 + Random.Next(most), (Condition)Random.Next(3)));
            }
        return lines;
    }

    private bool IsGreedy => World.Climate.Complaints!.Greedy;

    private string Name => $"complainant-{number}";
}
