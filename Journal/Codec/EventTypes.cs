using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Journal;

internal sealed record EventType(string Name, JsonTypeInfo Info)
{
    /// <summary>A snapshot of a state, <c>payment.state/1</c>: unlike an event it may hold people who were erased
    /// since. They are left out and read as erased.</summary>
    public bool IsState { get; } = Name.Contains(".state/", StringComparison.Ordinal);
}

/// <summary>Stored names and their classes. Whatever is wrong with them is wrong at start.</summary>
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
        JsonNode? nothing = null;
        foreach (var upcast in _upcasts.Values)
            _ = Current(upcast.FromType, ref nothing);
    }

    public EventType Of(Type type) => _byClass.TryGetValue(type, out var known) ? known
        : throw new InvalidOperationException(
            $"{type} is no event: it has no [StoredAs], or its assembly was not given to the codec.");

    public EventType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Follows the upcasts of an old name to the class of today.</summary>
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
