using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PosSaga.Journal.Providers;

/// <summary>Metrics of the streams. Labels are grain types and event types, never ids.</summary>
internal static class StreamMetrics
{
    private static readonly Meter Meter = new("PosSaga");

    private static readonly Counter<long> PublishedTotal = Meter.CreateCounter<long>("events_published_total");
    private static readonly Counter<long> ProcessedTotal = Meter.CreateCounter<long>("events_processed_total");
    private static readonly Histogram<double> Processing =
        Meter.CreateHistogram<double>("event_processing_duration_seconds", "s");
    private static readonly Counter<long> FailuresTotal = Meter.CreateCounter<long>("stream_delivery_failures_total");
    private static readonly Counter<long> ParkedTotal = Meter.CreateCounter<long>("stream_events_parked_total");

    private static readonly Gauge<long> Partitions = Meter.CreateGauge<long>("stream_partitions");
    private static readonly Gauge<long> AllPartitions = Meter.CreateGauge<long>("journal_partitions");

    // Null in processes that do not count, so that a sum over all processes is right.
    private static IReadOnlyDictionary<string, long>? _deadLetters;

    static StreamMetrics() => Meter.CreateObservableGauge(
        "stream_dead_letters",
        () => (_deadLetters ?? new Dictionary<string, long>()).Select(letters => new Measurement<long>(
            letters.Value, new KeyValuePair<string, object?>("service", letters.Key))));

    public static void Published(string eventType) =>
        PublishedTotal.Add(1, new KeyValuePair<string, object?>("event_type", eventType));

    public static void Processed(EventDelivery delivery, TimeSpan took)
    {
        var tags = Tags(delivery);
        ProcessedTotal.Add(1, tags);
        Processing.Record(took.TotalSeconds, tags);
    }

    public static void Failed(EventDelivery delivery) => FailuresTotal.Add(1, Tags(delivery));

    public static void Parked(EventDelivery delivery) => ParkedTotal.Add(1, Tags(delivery));

    /// <summary>Records how many of all partitions this process delivers. To be repeated, because a collector may start
    /// after the streams.</summary>
    public static void DeliveredPartitions(int count, int ofAll)
    {
        Partitions.Record(count);
        AllPartitions.Record(ofAll);
    }

    /// <param name="counts">By subscriber; null if another process counts.</param>
    public static void DeadLetters(IReadOnlyDictionary<string, long>? counts) => _deadLetters = counts;

    private static TagList Tags(EventDelivery delivery) =>
        new() { { "service", delivery.Route.Subscriber }, { "event_type", delivery.Batch.Item.Type } };
}

/// <summary>Counts dead letters for the metrics, in one process at a time.</summary>
internal sealed class DeadLetterGauge(IDeadLetters letters, StreamRoutes routes, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private long? _counted;

    /// <param name="counts">False in the processes that do not count.</param>
    public async Task Update(bool counts, CancellationToken cancellation)
    {
        if (!counts)
        {
            StreamMetrics.DeadLetters(null);
            _counted = null;
            return;
        }
        if (_counted is { } at && clock.GetElapsedTime(at) < Period)
            return;
        _counted = clock.GetTimestamp();
        var found = await letters.Counts(cancellation);
        // Subscribers without letters are reported with 0, so that a gauge returns to 0.
        StreamMetrics.DeadLetters(routes.Subscribers.Union(found.Keys).ToDictionary(
            name => name, name => found.GetValueOrDefault(name), StringComparer.Ordinal));
    }
}
