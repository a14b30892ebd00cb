using PosSaga.Journal;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Queries;

/// <summary>Who did what when: found in the index, or in the stream itself where one is named.</summary>
internal sealed class AuditQueries(IReadStore store, IEventJournal journal, IEventCodec codec) : IAuditQueries
{
    private const int StreamPage = 500;

    public Task<Page<AuditEntry>> List(
        string tenant, AuditFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        filter.Stream is null
            ? InJournal(tenant, filter, after, limit, cancellation)
            : ReadModelMetrics.Measure("audit-stream", () => InStream(tenant, filter, after, limit, cancellation));

    private Task<Page<AuditEntry>> InJournal(
        string tenant, AuditFilter filter, Cursor? after, int limit, CancellationToken cancellation) =>
        ReadQuery.Of("select position from journal_index", "tenant", TextHash.Short(tenant))
            .AndIf(filter.Actor is not null, "actor = @actor", ("actor", TextHash.Short(filter.Actor ?? "")))
            .AndIf(filter.Event is not null, "type = @type", ("type", TextHash.Short(filter.Event ?? "")))
            .AndIf(filter.From is not null, "at >= @from", ("from", Micros.OrZero(filter.From)))
            .AndIf(filter.To is not null, "at < @to", ("to", Micros.OrZero(filter.To)))
            .AndIf(after is not null, "position < @key", ("key", after?.Key))
            .Page<long, AuditEntry>(
                store, "audit", "position desc", limit, position => new Cursor(position, ""),
                async positions =>
                {
                    var events = await journal.ReadAt([.. positions.Order()], cancellation);
                    return [.. Matching(events, tenant, filter).Reverse()];
                },
                cancellation);

    private async Task<Page<AuditEntry>> InStream(
        string tenant, AuditFilter filter, Cursor? after, int limit, CancellationToken cancellation)
    {
        var stream = filter.Stream!;
        if (stream.Split('/') is not [_, var owner, _, ..] || owner != tenant)
            return new Page<AuditEntry>([], null);
        var last = after is null ? (await journal.Read(stream, 0, 1, cancellation)).Head.Version : after.Key - 1;
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
            : new Page<AuditEntry>(entries[..limit], new Cursor(entries[limit - 1].Version, "").ToString());
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
