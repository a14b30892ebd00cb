using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>A grain class: how its objects are made, and what its attributes say.</summary>
internal sealed class GrainClass
{
    public GrainClass(Type type, IServiceProvider services, SimulatorOptions options)
    {
        if (type.IsDefined(typeof(StatelessWorkerAttribute), inherit: true))
            throw NotSimulated.Because($"{type.Name} is a stateless worker", "One activation for each key is played.");
        if (type.IsDefined(typeof(MayInterleaveAttribute), inherit: true))
            throw NotSimulated.Because(
                $"{type.Name} is marked with [MayInterleave]", "Use [Reentrant], [AlwaysInterleave] or [ReadOnly].");
        Activator = new DefaultGrainActivator(services, type);
        Reentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        var limit = type.GetCustomAttribute<CollectionAgeLimitAttribute>();
        if (limit is not { AlwaysActive: true })
            CollectionAge = options.InQuanta(limit?.AgeLimit ?? options.CollectionAge);
    }

    public DefaultGrainActivator Activator { get; }

    public bool Reentrant { get; }

    /// <summary>In rounds of the collector; null: never.</summary>
    public int? CollectionAge { get; }
}
