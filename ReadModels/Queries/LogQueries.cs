using System.Globalization;
using PosSaga.Journal;

namespace PosSaga.ReadModels.Queries;

/// <summary>One stream out of the journal itself: always current.</summary>
internal sealed class LogQueries(IEventJournal journal, IEventCodec codec) : ILogQueries
{
    public Task<Page<TimelineEntry>> Of(
        string stream, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadModelMetrics.Measure("log", async () =>
        {
            var slice = await journal.Read(stream, Math.Max(0, after?.Key ?? 0), limit, cancellation);
            var entries = new TimelineEntry[slice.Events.Count];
            for (var i = 0; i < entries.Length; i++)
            {
                var e = slice.Events[i];
                entries[i] = new TimelineEntry(
                    e.Position, e.Stream, e.Version, e.Type, Micros.ToTime(e.TimeMicros),
                    codec.DecodeMetadata(e.Metadata).Actor, await ReadableEvent.Of(e, codec, cancellation));
            }

            var last = entries.Length > 0 ? entries[^1].Version : 0;
            return new Page<TimelineEntry>(
                entries, last > 0 && last < slice.Head.Version
                    ? new Cursor(last, last.ToString(CultureInfo.InvariantCulture)).ToString()
                    : null);
        });
}
