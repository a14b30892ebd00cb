using System.Collections.Concurrent;
using System.Reflection;

namespace PosSaga.Journal;

/// <summary>Events of this class are handled by a subscriber: of all that its namespace carries, what it names is
/// delivered to it, and nothing else. One that names none is handed everything.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HandlesAttribute<TEvent>() : HandlesAttribute(typeof(TEvent));

/// <inheritdoc cref="HandlesAttribute{TEvent}"/>
public abstract class HandlesAttribute(Type eventType) : Attribute
{
    private static readonly ConcurrentDictionary<Type, IReadOnlySet<Type>> Known = new();

    public Type EventType { get; } = eventType;

    /// <summary>What a subscriber names; empty for one that handles everything.</summary>
    public static IReadOnlySet<Type> EventsOf(Type subscriber) => Known.GetOrAdd(
        subscriber,
        static type => type.GetCustomAttributes<HandlesAttribute>(inherit: false).Select(a => a.EventType).ToHashSet());

    public static bool Includes(Type subscriber, object @event) =>
        EventsOf(subscriber) is var handled && (handled.Count == 0 || handled.Contains(@event.GetType()));
}
