using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Journal;

/// <summary>One pure step from an old stored shape to the next one.</summary>
public sealed record Upcast(string FromType, string ToType, Func<JsonObject, JsonObject> Convert);

/// <summary>The events that a codec knows.</summary>
public sealed class EventCodecOptions
{
    /// <summary>Searched once, at start, for classes with <see cref="StoredAsAttribute"/>.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>Event classes outside <see cref="Assemblies"/>.</summary>
    public IList<Type> Types { get; } = [];

    /// <summary>Source-generated contexts; reflection is used if there are none, as in tests.</summary>
    public IList<IJsonTypeInfoResolver> Resolvers { get; } = [];

    public IList<Upcast> Upcasts { get; } = [];
}

internal sealed record EventType(string Name, JsonTypeInfo Info)
{
    /// <summary>A snapshot of a state, such as <c>payment.state/1</c>. Unlike an event it may be encoded although a
    /// person in it was erased; that person's data is left out.</summary>
    public bool IsState { get; } = Name.Contains(".state/", StringComparison.Ordinal);
}

/// <summary>Stored names and their classes; the constructor throws if they contradict each other.</summary>
internal sealed class EventTypes
{
    private readonly FrozenDictionary<Type, EventType> _byClass;
    private readonly FrozenDictionary<string, EventType> _byName;
    private readonly FrozenDictionary<string, Upcast> _upcasts;

    public EventTypes(EventCodecOptions options, JsonSerializerOptions json)
    {
        var byName = new Dictionary<string, EventType>(StringComparer.Ordinal);
        foreach (var type in options.Assemblies.SelectMany(a => a.GetTypes()).Concat(options.Types).Distinct())
        {
            if (type.GetCustomAttribute<StoredAsAttribute>()?.Name is not { } name)
                continue;
            if (byName.TryGetValue(name, out var other))
                throw new InvalidOperationException(
                    $"'{name}' is the stored name of both {other.Info.Type} and {type}.");
            byName.Add(name, new(name, json.GetTypeInfo(type)));
        }
        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        _byClass = byName.Values.ToFrozenDictionary(e => e.Info.Type);
        _upcasts = Checked(options.Upcasts).ToFrozenDictionary(u => u.FromType, StringComparer.Ordinal);
        JsonNode? noData = null;
        foreach (var upcast in _upcasts.Values)
            _ = Current(upcast.FromType, ref noData);
    }

    public EventType Of(Type type) => _byClass.TryGetValue(type, out var known) ? known
        : throw new InvalidOperationException(
            $"{type} is no event: it has no [StoredAs], or its assembly was not given to the codec.");

    public EventType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Applies the upcasts of an old name to the data and returns the current type.</summary>
    public EventType Current(string name, ref JsonNode? data)
    {
        var current = name;
        for (var steps = 0; _upcasts.TryGetValue(current, out var upcast); steps++)
        {
            if (steps > _upcasts.Count)
                throw new InvalidOperationException($"The upcasts of '{name}' go round in a circle.");
            if (data is not null)
                data = upcast.Convert(data.AsObject());
            current = upcast.ToType;
        }
        return Find(current) ?? throw new JournalCorruptException(current == name
            ? $"'{name}' is unknown here: a newer version writes it, deploy readers before writers."
            : $"'{name}' is upcast to '{current}', which is unknown here.");
    }

    private IEnumerable<Upcast> Checked(IEnumerable<Upcast> upcasts)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var upcast in upcasts)
        {
            if (_byName.ContainsKey(upcast.FromType))
                throw new InvalidOperationException(
                    $"'{upcast.FromType}' has a class and an upcast; an old name has no class.");
            if (!seen.Add(upcast.FromType))
                throw new InvalidOperationException($"'{upcast.FromType}' has two upcasts.");
            yield return upcast;
        }
    }
}
