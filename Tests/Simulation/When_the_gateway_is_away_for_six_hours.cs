using PosSaga.Payments.Simulator;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Six hours of virtual time without a gateway, with orders at every step when it goes. Nothing else goes
/// wrong.</summary>
public sealed class When_the_gateway_is_away_for_six_hours
{
    private const string GoodsAreHeld = "goods are held for an order that is being undone";
    private const string StillWaits = "something waits two minutes after the outage";
    private const string APersonWasCalled = "a person was called";

    private static readonly Dictionary<string, (IReadOnlyList<Step> Steps, string CaughtBy)> Bugs = new()
    {
        ["stock waits for the void"] = (StepBugs.StockWaitsForTheVoid, GoodsAreHeld),
        ["pauses grow without limit"] = (StepBugs.PausesGrowWithoutLimit, StillWaits),
        ["a person is called after a minute"] = (StepBugs.APersonIsCalledAfterAMinute, APersonWasCalled),
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Fact]
    public void Nothing_waits_two_minutes_after_its_end_and_nobody_had_to_act() => Assert.Empty(Findings(Plant.Nothing));

    [Theory, MemberData(nameof(Names))]
    public void A_planted_bug_is_caught_and_not_without_its_check(string name)
    {
        var (steps, caughtBy) = Bugs[name];
        var found = Findings(Plant.Nothing with { Steps = steps });
        Assert.Contains(caughtBy, found);
        Assert.DoesNotContain(found.Except([caughtBy]), finding => Bugs.Values.Any(bug => bug.CaughtBy == finding));
    }

    private static List<string> Findings(Plant plant)
    {
        var world = new World(6, plant, new Climate { Customers = 0 });
        var findings = new List<string>();
        world.Scheduler.Run(async () =>
        {
            await Scripted.Open(world);
            await world.Controls.Change(GatewaySettings.Usual with { LatencyMs = 700 });
            // An order takes two calls of the gateway: one is begun every 200 ms, so that some stand at each step.
            for (var n = 0; n < 16; n++)
            {
                await Scripted.Order(world, $"early{n}");
                await world.Wait(TimeSpan.FromMilliseconds(200));
            }

            await world.Controls.Change(GatewaySettings.Usual with { Outage = true });
            for (var hour = 0; hour < 6; hour++)
            {
                await Scripted.Order(world, $"hour{hour}");
                await world.Wait(TimeSpan.FromHours(1));
                if (HoldsGoodsInVain(world) && !findings.Contains(GoodsAreHeld))
                    findings.Add(GoodsAreHeld);
            }

            await world.Controls.Change(GatewaySettings.Usual);
            await world.Wait(TimeSpan.FromMinutes(2));
            if (world.ReadSide.Sagas.Values.Any(saga => !saga.IsFinal && saga.State != SagaState.NeedsOperator))
                findings.Add(StillWaits);
            await world.Settle();
            await LastCall.Make(world);
        });
        var evidence = new Evidence(world);
        if (evidence.Sagas.Values.Any(told => told.Events.Exists(e => e.Event is OrderSagaEvent.NeedsOperator)))
            findings.Add(APersonWasCalled);
        var ends = evidence.Ends.Select(end => end.Saga.State).Distinct().Order().ToList();
        if (plant.Steps == OrderSteps.Steps && !ends.SequenceEqual([SagaState.Completed, SagaState.Failed]))
            findings.Add($"the orders ended as {string.Join(", ", ends)}");
        foreach (var check in Check.All)
            findings.AddRange(check.Broken(evidence).Select(what => $"{check.Name}: {what}"));
        return findings;
    }

    private static bool HoldsGoodsInVain(World world) => world.ReadSide.Stocks.Values
        .SelectMany(stock => stock.Open.Keys)
        .Any(id => world.ReadSide.Sagas[GrainKeys.Of(World.Tenant, id)].Backward);
}
