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

/// <summary>One stream of those that an event goes to.</summary>
/// <param name="Routes">To those of its subscribers who handle the event.</param>
/// <param name="Others">Subscribers to whom it is nothing.</param>
internal sealed record Channel(string Namespace, IReadOnlyList<Route> Routes, IReadOnlyList<Route> Others);

/// <summary>Which events go to whom: what event classes and grain classes say, put together once.</summary>
public sealed class StreamRoutes
{
    private readonly FrozenDictionary<string, Route[]> _byEvent;
    private readonly FrozenDictionary<string, Channel[]> _channels;

    private StreamRoutes(IReadOnlyDictionary<string, Channel[]> channels)
    {
        _channels = channels.ToFrozenDictionary(StringComparer.Ordinal);
        _byEvent = channels.ToFrozenDictionary(
            e => e.Key, e => e.Value.SelectMany(channel => channel.Routes).ToArray(), StringComparer.Ordinal);
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
    /// <exception cref="InvalidOperationException">A subscriber has no name of its own, or two namespaces, or handles
    /// what its namespace does not carry.</exception>
    public static StreamRoutes Of(EventCodecOptions events, IEnumerable<Type> grainClasses)
    {
        var published = Published(events);
        var subscriptions = grainClasses.SelectMany(Subscriptions).ToArray();
        foreach (var subscription in subscriptions)
            subscription.Check(published);
        var channels = published.ToDictionary(
            e => NameOf(e.Key), e => e.Value.Select(ns => ChannelOf(e.Key, ns, subscriptions)).ToArray());

        // An old event is of the class of today, and goes where that goes; several steps may lead there.
        foreach (var _ in events.Upcasts)
            foreach (var upcast in events.Upcasts)
                if (channels.TryGetValue(upcast.ToType, out var ofToday))
                    channels[upcast.FromType] = ofToday;
        return new(channels);
    }

    private static Dictionary<Type, IReadOnlyList<string>> Published(EventCodecOptions events) =>
        events.Assemblies.SelectMany(assembly => assembly.GetTypes()).Concat(events.Types).Distinct()
            .Select(type => KeyValuePair.Create(type, PublishedAttribute.NamespacesOf(type)))
            .Where(e => e.Value.Count > 0)
            .ToDictionary();

    private static Channel ChannelOf(Type eventType, string ns, IEnumerable<Subscription> subscriptions)
    {
        var ofNamespace = subscriptions.Where(s => s.Matches(ns)).ToLookup(
            s => s.Handles(eventType), s => new Route(ns, s.Name));
        return new Channel(ns, [.. ofNamespace[true]], [.. ofNamespace[false]]);
    }

    private static string NameOf(Type type) => type.GetCustomAttribute<StoredAsAttribute>()?.Name
        ?? throw new InvalidOperationException($"{type} is published, but not stored: it has no [StoredAs].");

    private static IEnumerable<Subscription> Subscriptions(Type grainClass)
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
        return [new Subscription(name, attributes[0].Predicate.IsMatch, HandlesAttribute.EventsOf(grainClass))];
    }

    private sealed record Subscription(string Name, Func<string, bool> Matches, IReadOnlySet<Type> Events)
    {
        public bool Handles(Type eventType) => Events.Count == 0 || Events.Contains(eventType);

        public void Check(Dictionary<Type, IReadOnlyList<string>> published)
        {
            foreach (var type in Events)
                if (!published.TryGetValue(type, out var namespaces) || !namespaces.Any(Matches))
                    throw new InvalidOperationException(
                        $"{Name} handles {type}, which is not published to the namespace that it subscribes to.");
        }
    }
}
