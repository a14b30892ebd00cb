using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using PosSaga.Journal;

namespace PosSaga.Tests.Stored;

/// <summary>Makes values of stored types by reflection, so that a new event needs no code here. Variant n takes the
/// n-th word of each enumeration, and no field is left out; the sparse value leaves out whatever is optional.</summary>
internal sealed class FilledValues
{
    /// <summary>Whose the personal data of all examples is.</summary>
    public const string Subject = "demo/customer/ana";

    private static readonly DateTimeOffset Start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)
        .AddTicks(1_234_560);

    private readonly NullabilityInfoContext _nullability = new();
    private readonly int _variant;
    private readonly bool _isSparse;
    private int _number = 100;
    private int _variants = 1;

    private FilledValues(int variant, bool isSparse) => (_variant, _isSparse) = (variant, isSparse);

    public static IEnumerable<object> All(Type type)
    {
        for (var (variant, variants) = (0, 1); variant < variants; variant++)
        {
            var values = new FilledValues(variant, isSparse: false);
            yield return values.Of(type, "")!;
            variants = values._variants;
        }

        yield return new FilledValues(0, isSparse: true).Of(type, "")!;
    }

    private object? Of(Type type, string name)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return _isSparse ? null : Of(underlying, name);
        if (type.IsEnum)
            return WordOf(type);
        _number++;
        if (type == typeof(string))
            return name == "currency" ? Money.Cad : name;
        if (type == typeof(bool))
            return !_isSparse;
        if (type == typeof(int))
            return _number;
        if (type == typeof(long))
            return (long)_number;
        if (type == typeof(decimal))
            return 0.14975m;
        if (type == typeof(DateTimeOffset))
            return Start.AddSeconds(_number);
        return type.IsGenericType ? OfGeneric(type, name) : Record(type);
    }

    private object? OfGeneric(Type type, string name)
    {
        var generic = type.GetGenericTypeDefinition();
        var of = type.GetGenericArguments()[^1];
        if (generic == typeof(Personal<>))
            return Activator.CreateInstance(type, Subject, Of(of, name));
        if (generic == typeof(IReadOnlyList<>) || generic == typeof(ImmutableArray<>))
            return Collected(nameof(ListOf), of, name);
        if (generic == typeof(ImmutableList<>))
            return Collected(nameof(ImmutableListOf), of, name);
        return generic == typeof(ImmutableDictionary<,>) ? Collected(nameof(MapOf), of, name) : Record(type);
    }

    private object Collected(string maker, Type of, string name)
    {
        var items = Array.CreateInstance(of, _isSparse ? 0 : 1);
        if (!_isSparse)
            items.SetValue(Of(of, name), 0);
        return typeof(FilledValues).GetMethod(maker, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(of).Invoke(null, [items])!;
    }

    private static ImmutableArray<T> ListOf<T>(T[] items) => [.. items];

    private static ImmutableList<T> ImmutableListOf<T>(T[] items) => [.. items];

    private static ImmutableDictionary<string, T> MapOf<T>(T[] items) => items.ToImmutableDictionary(_ => "key");

    // The primary constructor is the one with most parameters; what it does not take is set afterwards.
    private object Record(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)
            ?? throw new NotSupportedException($"Do not know how to fill {type}: teach it to {nameof(FilledValues)}.");
        var parameters = constructor.GetParameters();
        var value = constructor.Invoke([.. parameters.Select(
            p => Of(p.ParameterType, Camel(p.Name!), _nullability.Create(p)))]);
        foreach (var property in type.GetProperties())
            if (property.SetMethod is { IsPublic: true } && parameters.All(p => p.Name != property.Name)
                && property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
                property.SetValue(value, Of(property.PropertyType, Camel(property.Name), _nullability.Create(property)));
        return value;
    }

    private object? Of(Type type, string name, NullabilityInfo info) =>
        _isSparse && info.WriteState == NullabilityState.Nullable ? null : Of(type, name);

    private object WordOf(Type type)
    {
        var words = Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(n => Enum.ToObject(type, n)).ToList();
        if (type.GetCustomAttribute<FlagsAttribute>() is not null)
            words.Insert(0, Enum.ToObject(type, words.Sum(word => (int)word)));
        _variants = Math.Max(_variants, words.Count);
        return words[_variant % words.Count];
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
