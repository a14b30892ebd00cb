using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Silo.Streaming;

/// <summary>One event on its way to one subscriber.</summary>
/// <param name="Key">Of the stream and of the grain that it is for: <c>{tenant}/{process key}</c>.</param>
public sealed record StreamDelivery(Route Route, string Key, PublishedEvent Item)
{
    /// <summary>As dead letters name it.</summary>
    public string Stream => string.Concat(Route.Namespace, "/", Key);

    public static PublishedEvent ItemOf(RecordedEvent e) =>
        new(e.Position, e.Stream, e.Version, e.Type, e.Data, e.Metadata, e.TimeMicros);

    /// <summary>The tenant is that of the stream that the event was raised in.</summary>
    public static string KeyOf(RecordedEvent e)
    {
        var tenant = e.Stream.IndexOf('/', StringComparison.Ordinal) + 1;
        var end = e.Stream.IndexOf('/', tenant);
        return string.Concat(e.Stream.AsSpan(tenant, end - tenant), "/", e.ProcessKey);
    }
}
