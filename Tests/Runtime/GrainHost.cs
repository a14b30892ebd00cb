namespace PosSaga.Tests.Runtime;

/// <summary>Where the grains of a test run.</summary>
public enum GrainHost
{
    /// <summary>A seed decides what happens: other seeds find other things.</summary>
    Simulator,

    /// <summary>Two real silos; each run is one of many that could have happened.</summary>
    Cluster,
}
