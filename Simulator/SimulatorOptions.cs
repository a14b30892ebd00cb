using System.Reflection;

namespace PosSaga.Simulator;

/// <summary>How the simulated silo behaves. The defaults are those of a cluster, and the names those of Orleans'
/// options.</summary>
public sealed class SimulatorOptions
{
    /// <summary>SiloMessagingOptions.MaxForwardCount.</summary>
    internal const int ForwardsMax = 2;

    /// <summary>Where grain classes are looked for; empty: wherever Orleans finds some.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>Narrows the classes found there; tests use it to leave out each other's grains.</summary>
    public Func<Type, bool> GrainClasses { get; set; } = static _ => true;

    /// <summary>After this a caller stops waiting; the call goes on.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An activation that nobody called for so long is collected.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often the collector looks; ages are counted in these.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Patience with OnActivateAsync.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Patience with OnDeactivateAsync.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for calls to finish and activations to end.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Which calls go through bytes and back.</summary>
    public CallSerialization Serialization { get; set; } = CallSerialization.BySeed;

    internal bool IsHosted(Type type) =>
        (GrainAssemblies.Count == 0 || GrainAssemblies.Contains(type.Assembly)) && GrainClasses(type);

    internal int InQuanta(TimeSpan age) => Math.Max(1, (int)Math.Ceiling(age / CollectionQuantum));
}

/// <summary>Which requests and answers are serialized and deserialized, as between two silos. Near calls only copy, so
/// what cannot be serialized, or comes back as something else, shows on the wire alone.</summary>
public enum CallSerialization
{
    /// <summary>The seed chooses one of the others: of four silos, two are like None, one like Some, one like
    /// All.</summary>
    BySeed,

    /// <summary>As if every caller were on its grain's silo.</summary>
    None,

    /// <summary>The seed chooses for each call.</summary>
    Some,

    /// <summary>As if every caller were elsewhere.</summary>
    All,
}
