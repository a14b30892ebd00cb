using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Queries;

/// <summary>Who did what when: found in the index, or in the stream itself where one is named.</summary>
internal sealed class AuditQueries(IReadStore store, IEventJournal journal, IEventCodec codec) : IAuditQueries
{
    private const int StreamPage = 500;

    private readonly AuditPositions _positions = new(store);

    public Task<Page<AuditEntry>> List(
        string tenant, AuditFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        filter.Stream is null
            ? ReadModelMetrics.Measure("audit", () => InJournal(tenant, filter, after, limit, cancellation))
            : ReadModelMetrics.Measure("audit-stream", () => InStream(tenant, filter, after, limit, cancellation));

    private async Task<Page<AuditEntry>> InJournal(
        string tenant, AuditFilter filter, Cursor? after, int limit, CancellationToken cancellation)
    {
        // One more than is shown, to know whether there is another page.
        var positions = await _positions.Find(tenant, filter, after?.Key, limit + 1, cancellation);
        var isMore = positions.Count > limit;
        if (isMore)
            positions.RemoveAt(limit);
        var events = await journal.ReadAt([.. positions.Order()], cancellation);
        return new Page<AuditEntry>(
            [.. Matching(events, tenant, filter).Reverse()],
            isMore ? filter.CursorAt(positions[^1]).ToString() : null);
    }

    private async Task<Page<AuditEntry>> InStream(
        string tenant, AuditFilter filter, Cursor? after, int limit, CancellationToken cancellation)
    {
        var stream = filter.Stream!;
        if (stream.Split('/') is not [_, var owner, _, ..] || owner != tenant)
            return new Page<AuditEntry>([], null);
        var head = (await journal.Read(stream, 0, 1, cancellation)).Head.Version;
        // Whoever made the cursor up must not send us down from the end of all numbers.
        var last = Math.Min(head, after is null ? head : after.Key - 1);
        var entries = new List<AuditEntry>();
        while (last > 0 && entries.Count <= limit)
        {
            var from = Math.Max(0, last - StreamPage);
            var slice = await journal.Read(stream, from, (int)(last - from), cancellation);
            entries.AddRange(Matching(slice.Events, tenant, filter).Reverse());
            last = from;
        }
        return entries.Count <= limit
            ? new Page<AuditEntry>(entries, null)
            : new Page<AuditEntry>(entries[..limit], filter.CursorAt(entries[limit - 1].Version).ToString());
    }

    /// <summary>The index knows hashes only; what is shown was compared with the event itself.</summary>
    private IEnumerable<AuditEntry> Matching(IEnumerable<RecordedEvent> events, string tenant, AuditFilter filter)
    {
        foreach (var e in events)
        {
            var metadata = codec.DecodeMetadata(e.Metadata);
            var at = Micros.ToTime(e.TimeMicros);
            if (metadata.Tenant == tenant
                && (filter.Actor is null || metadata.Actor == filter.Actor)
                && (filter.Event is null || e.Type == filter.Event)
                && (filter.From is null || at >= filter.From)
                && (filter.To is null || at < filter.To))
                yield return new AuditEntry(
                    e.Position, e.Stream, e.Version, e.Type, at, metadata.Actor, metadata.Correlation,
                    metadata.RequestId, metadata.Causation);
        }
    }
}
