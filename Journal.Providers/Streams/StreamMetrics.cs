using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PosSaga.Journal.Providers;

/// <summary>The streams' share of the meter PosSaga. Labels are kinds of grains and of events: never an id.</summary>
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

    // Of the process that delivers; the others say nothing, so that a sum over processes is right.
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

    /// <summary>So many of all partitions are delivered by this process. To be said again now and then: whoever
    /// collects begins to listen after the streams have begun.</summary>
    public static void Keeps(int partitions, int ofAll)
    {
        Partitions.Record(partitions);
        AllPartitions.Record(ofAll);
    }

    /// <summary>Per subscriber, those without any as well; null when another process counts them.</summary>
    public static void DeadLetters(IReadOnlyDictionary<string, long>? counts) => _deadLetters = counts;

    private static TagList Tags(EventDelivery delivery) =>
        new() { { "service", delivery.Route.Subscriber }, { "event_type", delivery.Batch.Item.Type } };
}
