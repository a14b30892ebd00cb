using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Tests.Conventions;

/// <summary>What crosses a grain call, a stream or a state crosses processes: it has a serializer, a name that survives
/// a renaming, numbered members, and cannot be changed by who receives it.</summary>
public sealed class Contracts
{
    private static readonly Assembly[] Ours =
        [typeof(EventJson).Assembly, typeof(StateJson).Assembly, typeof(PosSaga.Silo.Hosting.SiloOptions).Assembly];

    private static readonly Type[] Grains =
        [.. typeof(EventJson).Assembly.GetTypes().Where(t => t.IsInterface && typeof(IGrain).IsAssignableFrom(t))];

    /// <summary>The holders around states: what changes is theirs, what they hold does not.</summary>
    private static readonly Type[] Holders = [.. Ours.SelectMany(a => a.GetTypes()).Where(IsHolder)];

    /// <summary>Everything that a grain method mentions, with what it is made of and what derives from it, and whatever
    /// else was given a serializer: stream items.</summary>
    private static readonly HashSet<Type> Crossing =
    [
        .. Grains.SelectMany(g => g.GetMethods()).SelectMany(Mentioned),
        .. Ours.SelectMany(a => a.GetTypes()).Where(Has<GenerateSerializerAttribute>).Except(Holders)
            .SelectMany(t => Reach(t, [])),
    ];

    private static IEnumerable<Type> Serialized => Crossing.Concat(Holders).Where(t => !t.IsInterface);

    [Fact]
    public void Are_found()
    {
        Assert.True(Grains.Length >= 7 && Crossing.Count > 25);
        Assert.NotEmpty(Holders);
        // The states of journaled grains are held by such a holder, never by themselves.
        Assert.All(
            typeof(StateJson).Assembly.GetTypes().Select(StateOf).OfType<Type>(),
            state => Assert.Contains(state.IsGenericType ? state.GetGenericTypeDefinition() : state, Holders));
    }

    [Fact]
    public void Have_a_serializer_and_an_alias() =>
        Assert.Empty(Serialized
            .Where(t => !Has<GenerateSerializerAttribute>(t) || !Has<AliasAttribute>(t)).Select(t => t.FullName));

    [Fact]
    public void Have_aliases_that_no_other_has() =>
        Assert.Empty(Serialized.Concat(Grains).GroupBy(AliasOf).Where(g => g.Count() > 1).Select(g => g.Key));

    // Without its number of arguments the name of a generic type cannot be read back: every remote answer would fail.
    [Fact]
    public void Have_aliases_of_the_system_with_their_number_of_arguments() =>
        Assert.All(Serialized.Concat(Grains), type => Assert.Matches(
            $"^possaga\\.[a-z.-]+{(type.IsGenericType ? $"`{type.GetGenericArguments().Length}" : "")}$",
            AliasOf(type)));

    [Fact]
    public void Are_called_by_names_that_survive_a_renaming()
    {
        var methods = Grains.SelectMany(g => g.GetMethods()).ToList();
        Assert.Empty(methods.Where(m => !Has<AliasAttribute>(m)).Select(m => $"{m.DeclaringType!.Name}.{m.Name}"));
        Assert.Empty(methods.GroupBy(m => (m.DeclaringType, m.GetCustomAttribute<AliasAttribute>()!.Alias))
            .Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Number_every_member_that_is_not_positional()
    {
        Assert.Empty(
            from type in Serialized
            from member in Stored(type)
            where !IsPositional(type, member) && !Has<IdAttribute>(member)
            select $"{type.FullName}.{member.Name}");
        Assert.Empty(
            from type in Serialized
            from same in Stored(type).Select(m => m.GetCustomAttribute<IdAttribute>()?.Id).OfType<uint>()
                .GroupBy(id => id)
            where same.Count() > 1
            select $"{type.FullName} {same.Key}");
    }

    [Fact]
    public void Cannot_change() =>
        Assert.Empty(
            from type in Crossing
            where !type.IsInterface && (!Has<ImmutableAttribute>(type) || type.GetProperties().Any(Changes))
            select type.FullName);

    private static bool IsHolder(Type type) => type.GetInterfaces().Any(
        i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IStateHolder<>));

    private static Type? StateOf(Type grain)
    {
        for (var type = grain.IsAbstract ? null : grain.BaseType; type is not null; type = type.BaseType)
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(JournaledGrain<,>))
                return type.GetGenericArguments()[0];
        return null;
    }

    private static string AliasOf(Type type) => type.GetCustomAttribute<AliasAttribute>()?.Alias ?? $"{type} has none";

    /// <summary>What a serializer would keep: fields, and properties that can be set.</summary>
    private static IEnumerable<MemberInfo> Stored(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(p => p.SetMethod is not null),
        .. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly),
    ];

    // Of a record: its primary constructor is the one with most parameters.
    private static bool IsPositional(Type type, MemberInfo member) =>
        type.GetConstructors().MaxBy(c => c.GetParameters().Length) is { } primary
        && primary.GetParameters().Any(p => p.Name == member.Name);

    private static bool Changes(PropertyInfo property) =>
        property.SetMethod is { } set
            && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    // An open generic carries the attribute for its closed ones.
    private static bool Has<T>(MemberInfo member) where T : Attribute => member.GetCustomAttribute<T>() is not null;

    private static IEnumerable<Type> Mentioned(MethodInfo method) =>
        method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType).SelectMany(t => Reach(t, []));

    private static HashSet<Type> Reach(Type type, HashSet<Type> seen)
    {
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
            Reach(argument, seen);
        if (type.IsGenericParameter)
            return seen;
        if (type.IsArray)
            return Reach(type.GetElementType()!, seen);
        var plain = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (plain.Namespace?.StartsWith("PosSaga", StringComparison.Ordinal) != true || plain.IsEnum
            || !seen.Add(plain))
            return seen;
        foreach (var property in type.GetProperties())
            Reach(property.PropertyType, seen);
        // Whoever is handed a base may be handed any of its kinds.
        foreach (var kind in Ours.SelectMany(a => a.GetTypes()).Where(t => t.BaseType == plain))
            Reach(kind, seen);
        return seen;
    }
}
