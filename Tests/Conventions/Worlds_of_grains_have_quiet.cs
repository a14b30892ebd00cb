using System.Reflection;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Conventions;

/// <summary>On Orleans a world's time stands still while anything else runs in the process: a test class with such a
/// world that runs beside others waits for ever.</summary>
public sealed class Worlds_of_grains_have_quiet
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] All = typeof(GrainsUnderTest).Assembly.GetTypes();

    [Fact]
    public void Every_test_class_that_has_one_is_of_their_collection()
    {
        var worlds = Worlds();
        var classes = All.Where(IsTestClass)
            .Where(c => !c.IsAbstract && Within(c).Any(type => Uses(type, worlds))).ToList();
        Assert.True(classes.Count > 10, "They are not found any more.");
        Assert.Empty(classes.Where(c => CollectionOf(c) != GrainWorlds.Name).Select(c => c.FullName));
    }

    /// <summary>Whatever holds grains, and whatever holds that.</summary>
    private static HashSet<Type> Worlds()
    {
        var worlds = new HashSet<Type> { typeof(GrainsUnderTest) };
        for (var known = 0; known < worlds.Count;)
        {
            known = worlds.Count;
            worlds.UnionWith(All.Where(type =>
                !IsTestClass(Root(type)) && type.GetFields(Declared).Any(field => worlds.Contains(field.FieldType))));
        }
        return worlds;
    }

    private static bool Uses(Type type, HashSet<Type> worlds) =>
        type.GetFields(Declared).Any(field => worlds.Contains(field.FieldType))
        || type.GetMethods(Declared).Any(method =>
            method.GetMethodBody()?.LocalVariables.Any(local => worlds.Contains(local.LocalType)) == true);

    private static IEnumerable<Type> Within(Type type) => All.Where(inner => Root(inner) == type);

    private static Type Root(Type type) => type.DeclaringType is { } outer ? Root(outer) : type;

    private static bool IsTestClass(Type type) =>
        type.GetMethods().Any(method => method.GetCustomAttributes<FactAttribute>().Any());

    private static string? CollectionOf(Type type) => type.CustomAttributes
        .FirstOrDefault(a => a.AttributeType == typeof(CollectionAttribute))?.ConstructorArguments[0].Value as string;
}
