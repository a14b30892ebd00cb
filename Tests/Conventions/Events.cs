using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using PosSaga.Journal;

namespace PosSaga.Tests.Conventions;

/// <summary>What holds for every stored event and every kept state.</summary>
public sealed partial class Events
{
    private static readonly Type[] Stored =
    [
        .. typeof(EventJson).Assembly.GetTypes().Concat(typeof(StateJson).Assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<StoredAsAttribute>() is not null),
    ];

    private static string NameOf(Type type) => type.GetCustomAttribute<StoredAsAttribute>()!.Name;

    [Fact]
    public void Have_names_that_no_other_has()
    {
        Assert.True(Stored.Length > 40, "The events were not found.");
        Assert.Empty(Stored.GroupBy(NameOf).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Have_names_with_a_kind_a_fact_and_a_version() =>
        Assert.All(Stored.Select(NameOf), name => Assert.Matches(StoredName(), name));

    [Fact]
    public void Cannot_change() =>
        Assert.Empty(
            from type in Stored
            from property in type.GetProperties()
            where property.SetMethod is { } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
            select $"{type.FullName}.{property.Name}");

    [Fact]
    public void Are_known_to_the_generated_json() =>
        Assert.Empty(Stored
            .Where(type => (EventJson.Default.GetTypeInfo(type) ?? StateJson.Default.GetTypeInfo(type)) is null)
            .Select(type => type.FullName));

    [Fact]
    public void Are_stored_under_their_union()
    {
        var unions = typeof(EventJson).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: true, IsSealed: false, Name: var name }
                && name.EndsWith("Event", StringComparison.Ordinal));
        Assert.Empty(
            from union in unions
            from nested in union.GetNestedTypes()
            where nested.BaseType == union && nested.GetCustomAttribute<StoredAsAttribute>() is null
            select nested.FullName);
    }

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*/[1-9]\d*$")]
    private static partial Regex StoredName();
}
