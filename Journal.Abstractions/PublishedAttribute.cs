using System.Collections.Concurrent;
using System.Reflection;

namespace PosSaga.Journal;

/// <summary>An event of this class is fed from the journal to the streams of a namespace: raising it is publishing it.
/// It is stored with a process key, and all events of one key reach a subscriber in the order of the journal.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PublishedAttribute(string streamNamespace) : Attribute
{
    // Asked for every event that is raised; reflection only once per class.
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> Known = new();

    public string StreamNamespace { get; } = streamNamespace;

    /// <summary>Where events of a class are fed to; empty for most.</summary>
    public static IReadOnlyList<string> NamespacesOf(Type eventType) => Known.GetOrAdd(
        eventType,
        static type =>
            [.. type.GetCustomAttributes<PublishedAttribute>(inherit: false).Select(a => a.StreamNamespace)]);
}
