using PosSaga.Journal;

namespace PosSaga.ReadModels;

public sealed record AuditEntry(
    long Position, string Stream, long Version, string Event, DateTimeOffset At, string Actor, string Correlation,
    string? RequestId, string? Causation);

/// <param name="Stream">Exactly: <c>{kind}/{tenant}/{id}</c>.</param>
/// <param name="Event">Stored name.</param>
/// <param name="From">At or after.</param>
/// <param name="To">Before.</param>
public sealed record AuditFilter(
    string? Stream = null, string? Actor = null, string? Event = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    // The id of cursors within one stream, whose key is a version; the key of the others is a position.
    private const string Versions = "v";

    /// <summary>False for a cursor of another list, such as one of a single stream's audit in the whole
    /// journal's.</summary>
    public bool IsOurs(Cursor cursor) => cursor.Key > 0 && cursor == CursorAt(cursor.Key);

    internal Cursor CursorAt(long key) => new(key, Stream is null ? "" : Versions);
}

/// <summary>Who did what when, newest first: found in the index, or in the stream itself where one is named.</summary>
public sealed class AuditQueries
{
    private const int StreamPage = 500;

    private readonly IEventJournal _journal;
    private readonly IEventCodec _codec;
    private readonly AuditPositions _positions;

    internal AuditQueries(IReadStore store, IEventJournal journal, IEventCodec codec) =>
        (_journal, _codec, _positions) = (journal, codec, new AuditPositions(store));

    public Task<Page<AuditEntry>> List(
        string tenant, AuditFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        filter.Stream is null
            ? ReadModelMetrics.Measure("audit", () => InJournal(tenant, filter, after, limit, cancellation))
            : ReadModelMetrics.Measure("audit-stream", () => InStream(tenant, filter, after, limit, cancellation));

    private async Task<Page<AuditEntry>> InJournal(
        string tenant, AuditFilter filter, Cursor? after, int limit, CancellationToken cancellation)
    {
        // One more than is shown tells whether there is another page.
        var positions = await _positions.Find(tenant, filter, after?.Key, limit + 1, cancellation);
        var isMore = positions.Count > limit;
        if (isMore)
            positions.RemoveAt(limit);
        var events = await _journal.ReadAt([.. positions.Order()], cancellation);
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
        var head = (await _journal.Read(stream, 0, 1, cancellation)).Head.Version;
        // A forged cursor must not make us read down from a version that does not exist.
        var last = Math.Min(head, after is null ? head : after.Key - 1);
        var entries = new List<AuditEntry>();
        while (last > 0 && entries.Count <= limit)
        {
            var from = Math.Max(0, last - StreamPage);
            var slice = await _journal.Read(stream, from, (int)(last - from), cancellation);
            entries.AddRange(Matching(slice.Events, tenant, filter).Reverse());
            last = from;
        }
        return entries.Count <= limit
            ? new Page<AuditEntry>(entries, null)
            : new Page<AuditEntry>(entries[..limit], filter.CursorAt(entries[limit - 1].Version).ToString());
    }

    /// <summary>Compares with the events themselves: the index has hashes only, which may collide.</summary>
    private IEnumerable<AuditEntry> Matching(IEnumerable<RecordedEvent> events, string tenant, AuditFilter filter)
    {
        foreach (var e in events)
        {
            var metadata = _codec.DecodeMetadata(e.Metadata);
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
