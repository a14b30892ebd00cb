using System.Collections.Frozen;
using System.Reflection;
using Orleans;
using Orleans.Runtime;

namespace PosSaga.Journal.Providers;

/// <summary>From a namespace to a kind of grain that subscribes to it.</summary>
/// <param name="Subscriber">The grain type, by name: dead letters and checkpoints are kept under it.</param>
public sealed record Route(string Namespace, string Subscriber)
{
    internal GrainType GrainType { get; } = GrainType.Create(Subscriber);
}

/// <summary>One stream of those that an event goes to, and who subscribes to it.</summary>
internal sealed record Channel(string Namespace, IReadOnlyList<Route> Routes);

/// <summary>Which events go to whom: what event classes and grain classes say, put together once.</summary>
public sealed class StreamRoutes
{
    private readonly FrozenDictionary<string, Route[]> _byEvent;
    private readonly FrozenDictionary<string, Channel[]> _channels;

    private StreamRoutes(IReadOnlyCollection<KeyValuePair<string, Route[]>> byEvent)
    {
        _byEvent = byEvent.ToFrozenDictionary(StringComparer.Ordinal);
        _channels = byEvent.ToFrozenDictionary(
            e => e.Key,
            e => e.Value.GroupBy(route => route.Namespace).Select(g => new Channel(g.Key, [.. g])).ToArray(),
            StringComparer.Ordinal);
    }

    /// <summary>Stored names of everything that is published.</summary>
    public IEnumerable<string> EventTypes => _byEvent.Keys;

    public IEnumerable<string> Subscribers =>
        _byEvent.Values.SelectMany(routes => routes).Select(route => route.Subscriber).Distinct();

    /// <summary>Null for an event that is not published.</summary>
    public IReadOnlyList<Route>? Of(string eventType) => _byEvent.GetValueOrDefault(eventType);

    /// <summary>The streams that an event goes to; null for one that is not published.</summary>
    internal IReadOnlyList<Channel>? ChannelsOf(string eventType) => _channels.GetValueOrDefault(eventType);

    /// <summary>Kinds of grains that subscribe to a namespace, in the order of their names.</summary>
    internal IEnumerable<Route> RoutesOf(string streamNamespace) =>
        _byEvent.Values.SelectMany(routes => routes).Where(route => route.Namespace == streamNamespace)
            .Distinct().OrderBy(route => route.Subscriber, StringComparer.Ordinal);

    /// <param name="events">The same that the codec is made of.</param>
    /// <param name="grainClasses">Those among them that subscribe are found by their attributes.</param>
    /// <exception cref="InvalidOperationException">A subscriber has no name of its own, or two namespaces.</exception>
    public static StreamRoutes Of(EventCodecOptions events, IEnumerable<Type> grainClasses)
    {
        var published = Published(events);
        var subscribers = grainClasses.SelectMany(Subscriptions).ToArray();
        return new([.. published.Select(e => KeyValuePair.Create(
            e.Key,
            e.Value.SelectMany(
                ns => subscribers.Where(s => s.Matches(ns)).Select(s => new Route(ns, s.Name))).ToArray()))]);
    }

    private static Dictionary<string, IReadOnlyList<string>> Published(EventCodecOptions events)
    {
        var published = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var type in events.Assemblies.SelectMany(a => a.GetTypes()).Concat(events.Types).Distinct())
            if (PublishedAttribute.NamespacesOf(type) is { Count: > 0 } namespaces)
                published[NameOf(type)] = namespaces;

        // An old event is of the class of today, and goes where that goes; several steps may lead there.
        foreach (var _ in events.Upcasts)
            foreach (var upcast in events.Upcasts)
                if (published.TryGetValue(upcast.ToType, out var namespaces))
                    published[upcast.FromType] = namespaces;
        return published;
    }

    private static string NameOf(Type type) => type.GetCustomAttribute<StoredAsAttribute>()?.Name
        ?? throw new InvalidOperationException($"{type} is published, but not stored: it has no [StoredAs].");

    private static IEnumerable<(string Name, Func<string, bool> Matches)> Subscriptions(Type grainClass)
    {
        var attributes = grainClass.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>(inherit: false).ToArray();
        if (attributes.Length == 0)
            return [];
        if (attributes.Length > 1)
            throw new InvalidOperationException(
                $"{grainClass} subscribes to several namespaces: the events of one process could overtake each other.");
        var name = grainClass.GetCustomAttribute<GrainTypeAttribute>()?.GetGrainType(null!, grainClass).ToString()
            ?? throw new InvalidOperationException(
                $"{grainClass} subscribes without a [GrainType]: its name must outlive it.");
        return [(name, attributes[0].Predicate.IsMatch)];
    }
}
