using PosSaga.Orders;
using PosSaga.PaymentSimulator;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>A time without a gateway, with orders, cancellations and their refunds at every step when it goes, and more
/// while it is away. Nothing else goes wrong, and no person speaks.</summary>
public sealed class When_the_gateway_is_away
{
    private const string GoodsAreHeld = "goods are held for an order that is being undone";
    private const string StillWaits = "something waits two minutes after the outage";
    private const string APersonWasCalled = "a person was called to an order";
    private const string APersonWasCalledToARefund = "a person was called to a refund";

    private const int Slices = 6;
    private const int CancelledBefore = 8;

    private static readonly Dictionary<string, (Plant Plant, string CaughtBy)> Bugs = new()
    {
        ["stock waits for the void"] = (new() { Steps = StepBugs.StockWaitsForTheVoid }, GoodsAreHeld),
        ["pauses grow without limit"] = (new() { Steps = StepBugs.PausesGrowWithoutLimit }, StillWaits),
        ["a person is called after a minute"] =
            (new() { Steps = StepBugs.APersonIsCalledAfterAMinute }, APersonWasCalled),
        ["a person is called to a refund after a minute"] =
            (new() { RefundPatience = new(TimeSpan.FromMinutes(1)) }, APersonWasCalledToARefund),
    };

    public static TheoryData<string> Names => [.. Bugs.Keys];

    [Theory, InlineData(10), InlineData(6 * 60)]
    public void Nothing_waits_two_minutes_after_its_end_and_nobody_had_to_act(int minutes)
    {
        var (findings, evidence) = Play(Plant.Nothing, TimeSpan.FromMinutes(minutes));

        Assert.Empty(findings);
        Assert.Empty(Check.All.SelectMany(check => check.Broken(evidence).Select(what => $"{check.Name}: {what}")));
        Assert.Equal(
            [SagaState.Completed, SagaState.Failed], evidence.Ends.Select(end => end.Saga.State).Distinct().Order());
        Assert.Equal(CancelledBefore + Slices, evidence.Asked.Count);
        Assert.All(evidence.Asked.Keys, id => Assert.Equal(RefundStatus.Completed, evidence.StatusOf(id)));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_planted_bug_is_caught_by_what_looks_for_it(string name)
    {
        var (plant, caughtBy) = Bugs[name];

        Assert.Equal([caughtBy], Play(plant, TimeSpan.FromHours(6)).Findings);
    }

    private static (List<string> Findings, Evidence Evidence) Play(Plant plant, TimeSpan outage)
    {
        var climate = new FaultProfile { Customers = 0, Complaints = new Complaints() };
        var world = new World(6, plant, climate, Story.Refunds);
        var findings = new List<string>();
        world.Scheduler.Run(async () =>
        {
            await Scripted.Open(world);
            await SellWhatIsCancelledLater(world);
            await world.Controls.Change(GatewaySettings.Usual with { LatencyMs = 700 });
            // An order takes two calls of the gateway and a refund one: one is begun every 200 ms, so that some stand at
            // each step.
            for (var n = 0; n < 2 * CancelledBefore; n++)
            {
                await Scripted.Order(world, $"early{n}");
                if (n % 2 == 0)
                    await Cancel(world, $"sold{n / 2}");
                await world.Wait(TimeSpan.FromMilliseconds(200));
            }

            await world.Controls.Change(GatewaySettings.Usual with { Outage = true });
            for (var n = 0; n < Slices; n++)
            {
                await Scripted.Order(world, $"late{n}");
                await Cancel(world, $"sold{CancelledBefore + n}");
                await world.Wait(outage / Slices);
                if (HoldsGoodsInVain(world) && !findings.Contains(GoodsAreHeld))
                    findings.Add(GoodsAreHeld);
            }

            await world.Controls.Change(GatewaySettings.Usual);
            await world.Wait(TimeSpan.FromMinutes(2));
            if (world.ReadSide.Sagas.Values.Any(saga => !saga.IsFinal && saga.State != SagaState.NeedsOperator)
                || world.Complaints!.IsBusy || world.Complaints.NeedsPeople)
                findings.Add(StillWaits);
            await world.Settle();
            await LastCall.Make(world);
        });
        var evidence = new Evidence(world);
        if (evidence.Sagas.Values.Any(told => told.Events.Exists(e => e.Event is OrderSagaEvent.NeedsOperator)))
            findings.Add(APersonWasCalled);
        if (evidence.RefundPayments.Values.Any(
            told => told.Events.Exists(e => e.Event is RefundPaymentEvent.NeedsOperator)))
            findings.Add(APersonWasCalledToARefund);
        return (findings, evidence);
    }

    private static async Task SellWhatIsCancelledLater(World world)
    {
        for (var n = 0; n < CancelledBefore + Slices; n++)
            await Scripted.Order(world, $"sold{n}");
        while (world.ReadSide.Sagas.Values.Any(saga => !saga.IsFinal))
            await world.Wait(TimeSpan.FromSeconds(1));
    }

    private static async Task Cancel(World world, string id)
    {
        var answer = await world.Get<IOrderGrain>(id).Cancel(new CancelOrder(world.From("shop", id), "not wanted"));
        Assert.True(answer.IsDone, answer.Refusal?.Code);
    }

    private static bool HoldsGoodsInVain(World world) => world.ReadSide.Stocks.Values
        .SelectMany(stock => stock.Open.Keys)
        .Any(id => world.ReadSide.Sagas[GrainKeys.Of(World.Tenant, id)].Backward);
}
