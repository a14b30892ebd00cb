using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PosSaga.Silo;
using PosSaga.Simulator;

namespace PosSaga.Tests.Runtime;

/// <summary>One simulated silo in virtual time, every interleaving decided by the seed.</summary>
internal sealed class SimulatedGrains : GrainsUnderTest
{
    private readonly DeterministicScheduler _scheduler;
    private SimulatedSilo _silo = null!;
    private ServiceProvider _services = null!;

    public SimulatedGrains(ulong seed) => _scheduler = new DeterministicScheduler(seed);

    public override TimeProvider Time => _scheduler.Time;

    public override SeededRandom Random => _scheduler.Random;

    public override IGrainFactory Grains => _silo.Grains;

    public override IServiceProvider Services => _services;

    public override Func<MethodInfo, bool> Lost
    {
        set => _silo.Fates = (_, method) => value(method) ? CallFate.LoseRequest : CallFate.Deliver;
    }

    public override void Build(Action<IServiceCollection> outside)
    {
        var services = new ServiceCollection();
        outside(services);
        services.AddSingleton<Orleans.Storage.IGrainStorage, PosSaga.Journal.Providers.SnapshotStorage>();
        services.AddOurExceptions();
        services.AddSimulatedSilo(_scheduler, silo => silo.GrainAssemblies.Add(typeof(StateJson).Assembly));
        _services = services.BuildServiceProvider();
        _silo = _services.GetRequiredService<SimulatedSilo>();
    }

    public override void Run(Func<Task> client) => _scheduler.Run(client);

    public override void Post(TimeSpan delay, Action work) => _scheduler.Post(delay, work);

    public override Task KillAll()
    {
        _silo.KillAll();
        return Task.CompletedTask;
    }
}
