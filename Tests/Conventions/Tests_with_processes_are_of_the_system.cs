using PosSaga.Tests.Killing.Support;

namespace PosSaga.Tests.Conventions;

/// <summary>Whoever starts processes of the system takes its time: such tests run with <c>POS_TESTS=all</c>.</summary>
public sealed class Tests_with_processes_are_of_the_system
{
    [Fact]
    public void Every_class_of_their_collection_says_so()
    {
        var classes = typeof(Processes).Assembly.GetTypes().Where(IsOfProcesses).ToList();
        Assert.True(classes.Count >= 10, "They are not found any more.");
        Assert.Empty(classes.Where(type => !IsOfSystem(type)).Select(type => type.FullName));
    }

    private static bool IsOfProcesses(Type type) => type.CustomAttributes.Any(
        a => a.AttributeType == typeof(CollectionAttribute)
            && (string?)a.ConstructorArguments[0].Value == Processes.Name);

    private static bool IsOfSystem(Type type) => type.CustomAttributes.Any(
        a => a.AttributeType == typeof(TraitAttribute)
            && (string?)a.ConstructorArguments[1].Value == Categories.System);
}
