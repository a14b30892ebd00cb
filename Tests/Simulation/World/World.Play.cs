using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

internal sealed partial class World
{
    // Longer than ten attempts of Finish with every pause between them, and a gateway call that is late.
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromMinutes(15);

    // After the last retry something may still be on its way: a late gateway call, a grain call nobody waits for.
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(90);

    /// <summary>A season of faults, then quiet, until everything stands still.</summary>
    public void Play() => Scheduler.Run(async () =>
    {
        Current.Starts();
        await Assortment.Open(this);
        foreach (var (shop, number) in Registers())
            await Cashier.SetUp(this, shop, number);
        if (Climate.Complaints is { } complaints)
            await Task.WhenAll(
                Enumerable.Range(0, complaints.OrdersBefore).Select(n => new EarlyCustomer(this, n).Buy()));
        Weather.IsClear = false;
        var people = People();
        await Wait(Season);
        Weather.IsClear = true;
        await Task.WhenAll(people);
        await Settle();
        await LastCall.Make(this);
        await Wait(TimeSpan.FromSeconds(1));
    });

    private IEnumerable<(Shop Shop, int Number)> Registers() =>
        from shop in Assortment.Shops
        from number in Enumerable.Range(1, Climate.Tills?.Registers ?? 0)
        select (shop, number);

    private List<Task> People()
    {
        var people = new List<Task> { Scheduler.Spawn("moods", Moods) };
        if (Climate.Tills is not null)
        {
            foreach (var (shop, number) in Registers())
                people.Add(Scheduler.Spawn($"cashier {shop.Id}-{number}", new Cashier(this, shop, number).Live));
            people.Add(Scheduler.Spawn("till operator", new TillOperator(this).Work));
            return people;
        }

        for (var i = 0; i < Climate.Customers; i++)
            people.Add(Scheduler.Spawn($"customer {i}", new Customer(this, i).Live));
        people.Add(Scheduler.Spawn("clerk", new Clerk(this).Work));
        people.Add(Scheduler.Spawn("operator", new Operator(this).Work));
        if (Climate.Complaints is not { } complaints)
            return people;
        for (var i = 0; i < complaints.Customers; i++)
            people.Add(Scheduler.Spawn($"complainant {i}", new Complainant(this, i).Live));
        for (var i = 0; i < complaints.Agents; i++)
            people.Add(Scheduler.Spawn($"agent {i}", new Agent(this, i).Work));
        people.Add(Scheduler.Spawn("shipper", new Shipper(this).Work));
        people.Add(Scheduler.Spawn("redriver", new Redriver(this).Work));
        people.Add(Scheduler.Spawn("refund desk", new RefundDesk(this).Work));
        return people;
    }

    public async Task Settle()
    {
        var tidy = new Operator(this);
        await Rest(SettlesWithin);
        for (var rounds = 0; rounds < 3 && ReadSide.Sagas.Values.Any(s => s.State == SagaState.NeedsOperator); rounds++)
        {
            await tidy.TidyUp();
            await Rest(SettlesWithin);
        }

        for (var rounds = 0; rounds < 3 && ReadSide.Sales.Values.Any(s => s.State == SagaState.NeedsOperator); rounds++)
        {
            await new TillOperator(this).TidyUp();
            await Rest(SettlesWithin);
        }

        await SettleComplaints();

        await Wait(Aftermath);
        await Rest(SettlesWithin);
        foreach (var (key, saga) in ReadSide.Sagas)
            if (ReadSide.IsUnfinished(saga))
                Restless[GrainKeys.IdOf(key)] = saga;
    }

    // What was put aside is handed over again; what needs an operator is nudged by the watchdog once a minute, and in
    // good weather that must do, unless goods are gone for good.
    private async Task SettleComplaints()
    {
        if (Complaints is null)
            return;
        for (var rounds = 0; rounds < 3; rounds++)
        {
            await new Redriver(this).TidyUp();
            await Rest(SettlesWithin);
            if (!Complaints.NeedsPeople)
                return;
            await Wait(TimeSpan.FromMinutes(2));
        }

        if (Climate.OperatorsLeaveSome)
            return;
        await new RefundDesk(this).TidyUp();
        await Rest(SettlesWithin);
    }

    private async Task<bool> IsAtRest() => !ReadSide.Sagas.Values.Any(ReadSide.IsUnfinished)
        && !ReadSide.Sales.Values.Any(ReadSide.IsUnfinished)
        && (Complaints is null || (!Complaints.IsBusy && await Current.HasDelivered()));

    private async Task Rest(TimeSpan patience)
    {
        for (var waited = TimeSpan.Zero; waited < patience; waited += TimeSpan.FromSeconds(5))
        {
            if (await IsAtRest())
                return;
            await Wait(TimeSpan.FromSeconds(5));
        }
    }
}
