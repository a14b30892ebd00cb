using System.Reflection;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Conventions;

/// <summary>What grains do is tested on the simulator and on a cluster. On a cluster a world's time stands still while
/// anything else runs in the process: a class that runs beside others waits for ever.</summary>
public sealed class Worlds_of_grains_have_quiet
{
    private static readonly List<Type> Hosted = typeof(GrainsUnderTest).Assembly.GetTypes()
        .Where(type => type.IsAbstract
            && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Any(constructor => constructor.GetParameters().Any(p => p.ParameterType == typeof(GrainHost))))
        .ToList();

    [Fact]
    public void Every_class_of_theirs_runs_on_the_simulator_and_in_quiet_on_a_cluster()
    {
        Assert.True(Hosted.Count > 10, "They are not found any more.");
        Assert.Empty(Hosted
            .Where(type => !Derived(type, "Simulated").Any() || !Derived(type, "OnACluster").Any(IsQuiet))
            .Select(type => type.FullName));
    }

    private static IEnumerable<Type> Derived(Type type, string name) =>
        type.GetNestedTypes().Where(nested => nested.Name == name && nested.BaseType == type);

    private static bool IsQuiet(Type type) => type.CustomAttributes.Any(
        a => a.AttributeType == typeof(CollectionAttribute) && (string?)a.ConstructorArguments[0].Value
            == GrainWorlds.Name);
}
