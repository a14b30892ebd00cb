using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PosSaga.Simulator;

namespace PosSaga.Tests.Runtime;

/// <summary>What a world's grains live in: the simulator, or a cluster of two silos. The same tests run on both.</summary>
internal abstract class GrainsUnderTest
{
    public abstract TimeProvider Time { get; }

    public abstract SeededRandom Random { get; }

    public abstract IGrainFactory Grains { get; }

    public abstract IServiceProvider Services { get; }

    /// <summary>Calls that never arrive; their caller waits for its limit.</summary>
    public abstract Func<MethodInfo, bool> Lost { set; }

    public static GrainsUnderTest On(GrainHost host, ulong seed) =>
        host == GrainHost.Cluster ? new ClusterGrains(seed) : new SimulatedGrains(seed);

    /// <param name="outside">All that the grains need and that outlives them.</param>
    public abstract void Build(Action<IServiceCollection> outside);

    public abstract void Run(Func<Task> client);

    public abstract void Post(TimeSpan delay, Action work);

    /// <summary>Every activation dies with whatever it was doing; what is outside is left.</summary>
    public abstract Task KillAll();
}
