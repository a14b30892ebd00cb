using System.Collections.Frozen;
using System.Reflection;

namespace PosSaga.Journal.Providers;

/// <summary>A namespace and a grain type that subscribes to it.</summary>
/// <param name="Subscriber">Name of the grain type; dead letters are stored under it.</param>
public sealed record Route(string Namespace, string Subscriber)
{
    internal GrainType GrainType { get; } = GrainType.Create(Subscriber);
}

/// <summary>The subscribers of one namespace to which an event is published.</summary>
/// <param name="Handling">Those that handle the event.</param>
/// <param name="Ignoring">Those that do not.</param>
internal sealed record NamespaceSubscribers(
    string Namespace, IReadOnlyList<Route> Handling, IReadOnlyList<Route> Ignoring);

/// <summary>Which event types are delivered to which grain types, from the attributes of both.</summary>
public sealed class StreamRoutes
{
    private readonly FrozenDictionary<string, Route[]> _byEvent;
    private readonly FrozenDictionary<string, NamespaceSubscribers[]> _subscribers;

    private StreamRoutes(IReadOnlyDictionary<string, NamespaceSubscribers[]> subscribers)
    {
        _subscribers = subscribers.ToFrozenDictionary(StringComparer.Ordinal);
        _byEvent = subscribers.ToFrozenDictionary(
            e => e.Key, e => e.Value.SelectMany(subscribers => subscribers.Handling).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Stored names of all published events.</summary>
    public IEnumerable<string> EventTypes => _byEvent.Keys;

    public IEnumerable<string> Subscribers =>
        _byEvent.Values.SelectMany(routes => routes).Select(route => route.Subscriber).Distinct();

    /// <summary>Null for an event that is not published.</summary>
    public IReadOnlyList<Route>? Of(string eventType) => _byEvent.GetValueOrDefault(eventType);

    /// <summary>Null for an event that is not published.</summary>
    internal IReadOnlyList<NamespaceSubscribers>? SubscribersOf(string eventType) =>
        _subscribers.GetValueOrDefault(eventType);

    /// <summary>Routes of a namespace, ordered by subscriber.</summary>
    internal IEnumerable<Route> RoutesOf(string streamNamespace) =>
        _byEvent.Values.SelectMany(routes => routes).Where(route => route.Namespace == streamNamespace)
            .Distinct().OrderBy(route => route.Subscriber, StringComparer.Ordinal);

    /// <param name="events">The options of the codec.</param>
    /// <param name="grainClasses">Classes without subscription are ignored.</param>
    /// <exception cref="InvalidOperationException">A subscriber has no [GrainType], or several namespaces, or handles
    /// an event that is not published to its namespace.</exception>
    public static StreamRoutes Of(EventCodecOptions events, IEnumerable<Type> grainClasses)
    {
        var published = Published(events);
        var subscriptions = grainClasses.SelectMany(Subscriptions).ToArray();
        foreach (var subscription in subscriptions)
            subscription.Check(published);
        var subscribers = published.ToDictionary(
            e => NameOf(e.Key), e => e.Value.Select(ns => SubscribersOf(e.Key, ns, subscriptions)).ToArray());

        // An old event is upcast and goes where its current type goes. One pass per upcast covers chains of upcasts.
        foreach (var _ in events.Upcasts)
            foreach (var upcast in events.Upcasts)
                if (subscribers.TryGetValue(upcast.ToType, out var current))
                    subscribers[upcast.FromType] = current;
        return new(subscribers);
    }

    private static Dictionary<Type, IReadOnlyList<string>> Published(EventCodecOptions events) =>
        events.Assemblies.SelectMany(assembly => assembly.GetTypes()).Concat(events.Types).Distinct()
            .Select(type => KeyValuePair.Create(type, PublishedAttribute.NamespacesOf(type)))
            .Where(e => e.Value.Count > 0)
            .ToDictionary();

    private static NamespaceSubscribers SubscribersOf(
        Type eventType, string ns, IEnumerable<Subscription> subscriptions)
    {
        var ofNamespace = subscriptions.Where(s => s.Matches(ns)).ToLookup(
            s => s.Handles(eventType), s => new Route(ns, s.Name));
        return new NamespaceSubscribers(ns, [.. ofNamespace[true]], [.. ofNamespace[false]]);
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
