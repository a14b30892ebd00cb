using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PosSaga.Embedded;

namespace PosSaga.Tests.Runtime;

/// <summary>What a world's grains live in. Here: one embedded silo in virtual time, every interleaving decided by the
/// seed. Built with Orleans, the same tests have a cluster of two silos under this name.</summary>
internal sealed class GrainsUnderTest
{
    private readonly DeterministicScheduler _scheduler;
    private EmbeddedSilo _silo = null!;

    public GrainsUnderTest(ulong seed) => _scheduler = new DeterministicScheduler(seed);

    /// <summary>Whether a seed decides what happens: then other seeds find other things.</summary>
    public static bool ObeySeeds => true;

    public TimeProvider Time => _scheduler.Time;

    public SeededRandom Random => _scheduler.Random;

    public IGrainFactory Grains => _silo;

    public IServiceProvider Services { get; private set; } = null!;

    /// <summary>Calls that never arrive; their caller waits for its limit.</summary>
    public Func<MethodInfo, bool> Lost
    {
        set => _silo.Fates = (_, method) => value(method) ? CallFate.LoseRequest : CallFate.Deliver;
    }

    /// <param name="outside">All that the grains need and that outlives them.</param>
    public void Build(Action<IServiceCollection> outside)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Time);
        outside(services);
        services.AddEmbeddedOrleans(silo =>
        {
            silo.GrainAssemblies.Add(typeof(StateJson).Assembly);
            silo.Scheduler = _scheduler;
        });
        Services = services.BuildServiceProvider();
        _silo = Services.GetRequiredService<EmbeddedSilo>();
    }

    public void Run(Func<Task> client) => _scheduler.Run(client);

    public void Post(TimeSpan delay, Action work) => _scheduler.Post(delay, work);

    /// <summary>Every activation dies with whatever it was doing; what is outside is left.</summary>
    public Task KillAll()
    {
        _silo.KillAll();
        return Task.CompletedTask;
    }
}
