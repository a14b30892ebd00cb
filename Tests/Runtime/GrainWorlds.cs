namespace PosSaga.Tests.Runtime;

/// <summary>Tests whose grains live in <see cref="GrainsUnderTest"/>. On Orleans their time goes on when the process is
/// quiet, so nothing else may run beside them.</summary>
#if ORLEANS
[CollectionDefinition(Name, DisableParallelization = true)]
#endif
public sealed class GrainWorlds
{
    public const string Name = "worlds of grains";
}
