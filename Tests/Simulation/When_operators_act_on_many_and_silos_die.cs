using PosSaga.OperatorActions;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Forty orders wait for a person, who speaks to all of them at once; every silo dies in the middle of it, and
/// again. Nobody asks how far it is: its own events set it going.</summary>
public sealed class When_operators_act_on_many_and_silos_die
{
    private const int Orders = 40;

    [Theory, InlineData(1), InlineData(5), InlineData(20), InlineData(60)]
    public void Each_order_has_one_outcome_and_every_saga_ends(int diesAfterMs)
    {
        var contradicts = true;
        var plant = Plant.Nothing with { Gateway = gateway => new ContradictsItself(gateway, () => contradicts) };
        var climate = new FaultProfile { Customers = 0, Complaints = new Complaints() };
        var world = new World(9, plant, climate, Story.Refunds);
        var ids = Enumerable.Range(0, Orders).Select(n => $"order{n}").ToList();
        OperatorActionView? end = null;
        world.Scheduler.Run(async () =>
        {
            await Scripted.Open(world);
            foreach (var id in ids)
                await Scripted.Order(world, id);
            while (world.ReadSide.Sagas.Values.Any(saga => saga.State != SagaState.NeedsOperator))
                await world.Wait(TimeSpan.FromSeconds(1));
            contradicts = false;

            await Action(world).Start(
                new(
                    world.From("operator", "act"), ActionSubject.Orders, OperatorAct.Retry, "the gateway is sane again",
                    ids, "asked"));
            for (var deaths = 0; deaths < 3; deaths++)
            {
                await world.Wait(TimeSpan.FromMilliseconds(diesAfterMs));
                world.Current.Silo.KillAll();
            }

            await world.Settle();
            end = await Action(world).Get();
            await LastCall.Make(world);
        });

        Assert.Equal(ids, end!.Outcomes.Select(outcome => outcome.Id));
        Assert.All(
            world.Events().Where(e => e.Type == "operator-action.acted/1").GroupBy(e => e.Version),
            same => Assert.Single(same));
        var evidence = new Evidence(world);
        Assert.All(evidence.Ends, one => Assert.Equal(SagaState.Completed, one.Saga.State));
        Assert.All(evidence.Sagas.Values, told => Assert.Contains(
            told.Events, e => e.Event is OrderSagaEvent.OperatorRetried { By: "operator" }));
        Assert.Empty(Check.All.SelectMany(check => check.Broken(evidence).Select(what => $"{check.Name}: {what}")));
    }

    private static IOperatorActionGrain Action(World world) => world.Get<IOperatorActionGrain>("act");
}
