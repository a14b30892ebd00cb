namespace PosSaga.Tests.Runtime;

/// <summary>Tests whose grains live in <see cref="ClusterGrains"/>. Their time goes on when the process is quiet, so
/// nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GrainWorlds
{
    public const string Name = "worlds of grains";
}
