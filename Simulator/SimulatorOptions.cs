using System.Reflection;

namespace PosSaga.Simulator;

/// <summary>Names and defaults are those of Orleans' options.</summary>
public sealed class SimulatorOptions
{
    /// <summary>SiloMessagingOptions.MaxForwardCount.</summary>
    internal const int ForwardsMax = 2;

    /// <summary>Limit of OnActivateAsync, and of OnDeactivateAsync.</summary>
    internal static readonly TimeSpan ActivationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for calls and activations to end.</summary>
    internal static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Assemblies whose grain classes are hosted; empty: all that Orleans finds.</summary>
    public IList<Assembly> GrainAssemblies { get; } = [];

    /// <summary>Filters the classes found there.</summary>
    public Func<Type, bool> GrainClasses { get; set; } = static _ => true;

    /// <summary>After this the caller gets a time-out; the call goes on.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Activations that were not called for so long are deactivated.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Period of the idle collector; ages are rounded up to it.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    public CallSerialization Serialization { get; set; } = CallSerialization.BySeed;

    internal bool IsHosted(Type type) =>
        (GrainAssemblies.Count == 0 || GrainAssemblies.Contains(type.Assembly)) && GrainClasses(type);

    internal int InQuanta(TimeSpan age) => Math.Max(1, (int)Math.Ceiling(age / CollectionQuantum));
}

/// <summary>Which requests and responses are serialized and deserialized, as between two silos. Local calls only copy
/// their arguments, which hides errors of serialization.</summary>
public enum CallSerialization
{
    /// <summary>The seed chooses for each silo: None with probability 1/2, Some and All with 1/4 each.</summary>
    BySeed,

    None,

    /// <summary>The seed chooses for each call.</summary>
    Some,

    All,
}

/// <summary>Fault injected into a call.</summary>
public enum CallFate
{
    Deliver,

    /// <summary>The call never arrives; the caller times out.</summary>
    LoseRequest,

    /// <summary>The call is executed, but the caller times out.</summary>
    LoseReply,
}

/// <summary>What callers of a killed activation get.</summary>
public enum KillNotice
{
    /// <summary><c>SiloUnavailableException</c> at once, as after a broken connection.</summary>
    AtOnce,

    /// <summary>No answer: they time out.</summary>
    AfterTimeout,
}
