using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using PosSaga.Streams;

namespace PosSaga.Tests.Conventions;

/// <summary>What crosses a grain call crosses processes one day: it has a serializer, a name that survives a renaming, and
/// cannot be changed by who receives it.</summary>
public sealed class Contracts
{
    private static readonly Type[] Grains =
        [.. typeof(EventJson).Assembly.GetTypes().Where(t => t.IsInterface && typeof(IGrain).IsAssignableFrom(t))];

    private static readonly HashSet<Type> Crossing =
        [.. Grains.SelectMany(g => g.GetMethods()).SelectMany(Mentioned), typeof(PublishedEvent)];

    [Fact]
    public void Are_found() => Assert.True(Grains.Length >= 7 && Crossing.Count > 25);

    [Fact]
    public void Have_a_serializer_and_an_alias() =>
        Assert.Empty(Crossing
            .Where(t => !Has<GenerateSerializerAttribute>(t) || !Has<AliasAttribute>(t)).Select(t => t.FullName));

    [Fact]
    public void Have_aliases_that_no_other_has() =>
        Assert.Empty(Crossing.Concat(Grains).GroupBy(t => t.GetCustomAttribute<AliasAttribute>()!.Alias)
            .Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void Are_called_by_names_that_survive_a_renaming() =>
        Assert.Empty(Grains.SelectMany(g => g.GetMethods())
            .Where(m => m.GetCustomAttribute<AliasAttribute>() is null).Select(m => $"{m.DeclaringType!.Name}.{m.Name}"));

    [Fact]
    public void Cannot_change() =>
        Assert.Empty(
            from type in Crossing
            where !Has<ImmutableAttribute>(type) || type.GetProperties().Any(Changes)
            select type.FullName);

    private static bool Changes(PropertyInfo property) =>
        property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    // An open generic carries the attribute for its closed ones.
    private static bool Has<T>(Type type) where T : Attribute => type.GetCustomAttribute<T>() is not null;

    private static IEnumerable<Type> Mentioned(MethodInfo method) =>
        method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType).SelectMany(t => Reach(t, []));

    private static HashSet<Type> Reach(Type type, HashSet<Type> seen)
    {
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
            Reach(argument, seen);
        if (type.IsArray)
            return Reach(type.GetElementType()!, seen);
        var plain = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (plain.Namespace?.StartsWith("PosSaga", StringComparison.Ordinal) != true || plain.IsEnum || !seen.Add(plain))
            return seen;
        foreach (var property in type.GetProperties())
            Reach(property.PropertyType, seen);
        return seen;
    }
}
