using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>The read side's instruments of the meter PosSaga. Labels are bounded: models, event types,
/// endpoints.</summary>
internal static class ReadModelMetrics
{
    public static readonly Meter Meter = new("PosSaga");

    private static readonly Counter<long> Updated = Meter.CreateCounter<long>("projections_updated_total");
    private static readonly Counter<long> Audited = Meter.CreateCounter<long>("audit_entries_created_total");
    private static readonly Counter<long> Processed = Meter.CreateCounter<long>("events_processed_total");
    private static readonly Histogram<double> Processing =
        Meter.CreateHistogram<double>("event_processing_duration_seconds", "s");
    private static readonly Counter<long> Queries = Meter.CreateCounter<long>("queries_executed_total");
    private static readonly Histogram<double> QueryDuration =
        Meter.CreateHistogram<double>("query_duration_seconds", "s");

    /// <summary>Records once per event type of a batch, with the batch's mean time per event: a record per event would
    /// cost more than the event.</summary>
    public static void Applied(string model, List<RecordedEvent> events, List<Changes> changes, TimeSpan elapsed)
    {
        if (events.Count == 0 || (!Updated.Enabled && !Processed.Enabled && !Processing.Enabled))
            return;
        Updated.Add(changes.Sum(change => change.Count), new KeyValuePair<string, object?>("model", model));
        if (model == Models.JournalIndex)
            Audited.Add(events.Count);
        var counts = new Dictionary<string, int>();
        foreach (var e in events)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, e.Type, out _)++;
        foreach (var (type, count) in counts)
        {
            var tags = new TagList { { "service", $"projection-{model}" }, { "event_type", type } };
            Processed.Add(count, tags);
            Processing.Record(elapsed.TotalSeconds / events.Count, tags);
        }
    }

    public static async Task<T> Measure<T>(string endpoint, Func<Task<T>> query)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            return await query();
        }
        finally
        {
            var tag = new KeyValuePair<string, object?>("endpoint", endpoint);
            Queries.Add(1, tag);
            QueryDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tag);
        }
    }
}
