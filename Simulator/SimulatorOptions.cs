using System.Reflection;

namespace PosSaga.Simulator;

/// <summary>How the simulated silo behaves. The defaults are those of a cluster.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Where grain classes are looked for.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>Narrows the classes found there; tests use it to leave out each other's grains.</summary>
    public Func<Type, bool> GrainClasses { get; set; } = static _ => true;

    /// <summary>After this a caller stops waiting; the call goes on.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An activation that nobody called for so long is collected.</summary>
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often the collector looks; ages are counted in these.</summary>
    public TimeSpan IdlePeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Patience with OnActivateAsync and OnDeactivateAsync, each.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for calls to finish and activations to end.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    public ITurnScheduler Scheduler { get; set; } = null!;

    /// <summary>Every request and every answer is serialized and deserialized, as between processes.</summary>
    public bool ByWire { get; set; }

    internal bool IsHosted(Type type) =>
        (GrainAssemblies.Count == 0 || GrainAssemblies.Contains(type.Assembly)) && GrainClasses(type);
}
