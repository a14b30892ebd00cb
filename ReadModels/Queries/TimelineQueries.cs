using Dapper;
using PosSaga.Journal;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Queries;

/// <summary>Everything of one correlation: positions from the index, events from the journal.</summary>
internal sealed class TimelineQueries(IReadStore store, IEventJournal journal, IEventCodec codec) : ITimelineQueries
{
    public Task<Timeline> Of(
        string tenant, string correlation, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadModelMetrics.Measure("timeline", async () =>
        {
            // One more than is shown, to know whether there is another.
            var positions = await Positions(tenant, correlation, after, limit + 1, cancellation);
            var isMore = positions.Count > limit;
            if (isMore)
                positions.RemoveAt(limit);
            var found = new List<(RecordedEvent Event, EventMetadata Metadata)>();
            foreach (var e in await journal.ReadAt(positions, cancellation))
            {
                var metadata = codec.DecodeMetadata(e.Metadata);
                // The index knows hashes only; the event itself says whose it is.
                if (metadata.Tenant == tenant && metadata.Correlation == correlation)
                    found.Add((e, metadata));
            }
            var entries = new List<TimelineEntry>(found.Count);
            foreach (var (e, metadata) in InOrderOfCause(found))
                entries.Add(new TimelineEntry(
                    e.Position, e.Stream, e.Version, e.Type, Micros.ToTime(e.TimeMicros), metadata.Actor,
                    await ReadableEvent.Of(e, codec, cancellation)));
            return new Timeline(correlation, entries, isMore ? new Cursor(positions[^1], "").ToString() : null);
        });

    private async Task<List<long>> Positions(
        string tenant, string correlation, Cursor? after, int max, CancellationToken cancellation)
    {
        await using var connection = await store.Open(cancellation);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            "select position from journal_index where correlation = @hash and position > @after "
            + "order by position limit @max",
            new { hash = TextHash.Correlation(tenant, correlation), after = after?.Key ?? 0, max },
            cancellationToken: cancellation))).AsList();
    }

    /// <summary>By position, except that no event stands before the one it follows from.</summary>
    internal static IEnumerable<(RecordedEvent Event, EventMetadata Metadata)> InOrderOfCause(
        List<(RecordedEvent Event, EventMetadata Metadata)> events)
    {
        var open = events.ToDictionary(entry => $"{entry.Event.Stream}@{entry.Event.Version}");
        var chain = new Stack<(RecordedEvent Event, EventMetadata Metadata)>();
        foreach (var entry in events)
        {
            // Taking an event out before looking for its cause also ends a circle.
            var next = entry;
            while (open.Remove($"{next.Event.Stream}@{next.Event.Version}"))
            {
                chain.Push(next);
                if (next.Metadata.Causation is not { } cause || !open.TryGetValue(cause, out next))
                    break;
            }
            while (chain.TryPop(out var caused))
                yield return caused;
        }
    }
}
