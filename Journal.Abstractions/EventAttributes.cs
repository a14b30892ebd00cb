using System.Collections.Concurrent;
using System.Reflection;

namespace PosSaga.Journal;

/// <summary>The name under which an event is stored, <c>kind.what-happened/version</c>. It never changes: a new shape
/// is a new version and one pure upcast.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StoredAsAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Events of this class are fed from the journal to the streams of a namespace. They are stored with a process
/// key; a subscriber receives all events of one key in the order of the journal.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PublishedAttribute(string streamNamespace) : Attribute
{
    // Looked up for every event that is raised; reflection runs once per class.
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> Cache = new();

    public string StreamNamespace { get; } = streamNamespace;

    /// <summary>Empty for an event that is not published.</summary>
    public static IReadOnlyList<string> NamespacesOf(Type eventType) => Cache.GetOrAdd(
        eventType,
        static type =>
            [.. type.GetCustomAttributes<PublishedAttribute>(inherit: false).Select(a => a.StreamNamespace)]);
}

/// <summary>On a subscriber: it is delivered events of this class only, of all that its namespace carries. A subscriber
/// without the attribute is delivered every event.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HandlesAttribute<TEvent>() : HandlesAttribute(typeof(TEvent));

/// <inheritdoc cref="HandlesAttribute{TEvent}"/>
public abstract class HandlesAttribute(Type eventType) : Attribute
{
    private static readonly ConcurrentDictionary<Type, IReadOnlySet<Type>> Cache = new();

    public Type EventType { get; } = eventType;

    /// <summary>Empty for a subscriber that handles everything.</summary>
    public static IReadOnlySet<Type> EventsOf(Type subscriber) => Cache.GetOrAdd(
        subscriber,
        static type => type.GetCustomAttributes<HandlesAttribute>(inherit: false).Select(a => a.EventType).ToHashSet());

    public static bool Includes(Type subscriber, object @event) =>
        EventsOf(subscriber) is var handled && (handled.Count == 0 || handled.Contains(@event.GetType()));
}
