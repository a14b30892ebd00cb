using PosSaga.Payments;
using PosSaga.Sagas;
using PosSaga.Simulator;

namespace PosSaga.Tests.Simulation;

/// <summary>The gateway contradicts itself, so that a person is called; meanwhile nobody reaches what is left of the
/// step, or is to be undone below it. The person settles the money at the gateway and says so: the saga does the
/// rest.</summary>
public sealed class When_a_person_settles_a_step
{
    private const string Id = "contradicted";

    private static readonly Dictionary<string, Scene> Scenes = new()
    {
        ["capture"] = new(
            ["Commit", "Close"], (world, id) => world.Counter.Capture(id, Saga(world).Cart!.Total, default),
            SagaState.Completed, _ => StepBugs.NothingIsLeftOfASettledFinish,
            [nameof(NothingStaysReserved), nameof(SoldIsWhatWasOrdered), nameof(ACartIsOrderedOnce)]),
        ["void"] = new(
            ["Confirm", "Release", "Thaw"], (world, id) => world.Counter.Void(id, default),
            SagaState.Failed, StepBugs.NothingIsLeftOfASettledUndo,
            [nameof(NothingStaysReserved), nameof(ACartIsOrderedOnce)]),
    };

    /// <param name="Unreached">Calls that are lost until the person has spoken.</param>
    /// <param name="CaughtBy">The checks that find the planted bug.</param>
    private sealed record Scene(
        string[] Unreached, Func<World, string, Task<GatewayAnswer>> SettleAtTheGateway, SagaState End,
        Func<Func<bool>, IReadOnlyList<Step>> Bug, string[] CaughtBy);

    public static TheoryData<string> Names => [.. Scenes.Keys];

    [Theory, MemberData(nameof(Names))]
    public void The_saga_does_the_rest(string name)
    {
        var (end, broken) = Play(Scenes[name], _ => OrderSteps.Steps);

        Assert.Equal(Scenes[name].End, end);
        Assert.Empty(broken);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_saga_that_drops_the_rest_is_caught_and_not_without_its_checks(string name)
    {
        var (_, broken) = Play(Scenes[name], Scenes[name].Bug);

        Assert.NotEmpty(broken);
        Assert.Empty(broken.Except(Scenes[name].CaughtBy));
    }

    private static (SagaState End, List<string> Broken) Play(
        Scene scene, Func<Func<bool>, IReadOnlyList<Step>> steps)
    {
        var isSettled = false;
        var plant = Plant.Nothing with
        {
            Steps = steps(() => isSettled), Gateway = gateway => new ContradictsItself(gateway, () => !isSettled),
        };
        var world = new World(7, plant, new FaultProfile { Customers = 0 });
        world.Scheduler.Run(async () =>
        {
            await Scripted.Open(world);
            world.Current.Silo.Fates = (_, method) => !isSettled && scene.Unreached.Contains(method.Name)
                ? CallFate.LoseRequest
                : CallFate.Deliver;
            await Scripted.Order(world, Id);
            while (Saga(world).State != SagaState.NeedsOperator)
                await world.Wait(TimeSpan.FromSeconds(1));
            await scene.SettleAtTheGateway(world, GrainKeys.Of(World.Tenant, Id));
            isSettled = true;
            var answer = await world.Get<IOrderSagaGrain>(Id).Resolve(
                new OperatorCommand(world.From("operator", Id), "settled at the gateway"));
            world.Diary.Sees(answer.Value);
            await world.Settle();
            await LastCall.Make(world);
        });
        var evidence = new Evidence(world);
        return (evidence.Sagas[Id].End.State, [.. Check.All.Where(check => check.Broken(evidence).Any())
            .Select(check => check.Name)]);
    }

    private static OrderSaga Saga(World world) => world.ReadSide.Sagas[GrainKeys.Of(World.Tenant, Id)];
}
