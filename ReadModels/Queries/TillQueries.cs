using PosSaga.Journal;
using PosSaga.Registers;

namespace PosSaga.ReadModels;

public sealed record RegisterSummary(
    string Id, string StoreId, string RegisterId, string Name, bool Active, bool ShiftIsOpen, long Version);

/// <summary>Registers of a store, by id.</summary>
public sealed class RegisterQueries
{
    private readonly IReadStore _store;

    internal RegisterQueries(IReadStore store) => _store = store;

    /// <param name="limit">1 to 200.</param>
    public Task<Page<RegisterSummary>> List(
        string tenant, string storeId, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from registers", tenant)
            .And("store_id = @store", ("store", storeId))
            .AndIfGiven("id > @id", "id", after?.Id)
            .Page<RegisterRow, RegisterSummary>(
                _store, "registers", "id", limit, row => new Cursor(0, row.Id),
                row => new(
                    row.Id, row.StoreId, row.RegisterId, row.Name, row.Active == 1, row.ShiftIsOpen == 1, row.Version),
                cancellation);
}

/// <param name="From">Closed at or after.</param>
/// <param name="To">Closed before.</param>
public sealed record ZReportFilter(
    string? StoreId = null, DateTimeOffset? From = null, DateTimeOffset? To = null, ReadScope? Scope = null);

/// <summary>Z reports, newest first. Their contents are read from the journal.</summary>
public sealed class ZReportQueries
{
    private readonly IReadStore _store;
    private readonly IEventJournal _journal;
    private readonly IEventCodec _codec;

    internal ZReportQueries(IReadStore store, IEventJournal journal, IEventCodec codec) =>
        (_store, _journal, _codec) = (store, journal, codec);

    /// <param name="limit">1 to 200.</param>
    public Task<Page<Shift>> List(
        string tenant, ZReportFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from z_reports", tenant)
            .For(filter.Scope)
            .AndIfGiven("store_id = @store", "store", filter.StoreId)
            .AndIfGiven("closed_at >= @from", "from", filter.From)
            .AndIfGiven("closed_at < @to", "to", filter.To)
            .OlderThan(after, "closed_at")
            .Page<ZReportRow, Shift>(
                _store, "z-reports", "closed_at desc, id desc", limit, row => new Cursor(row.ClosedAt, row.Id),
                rows => Read(rows, cancellation), cancellation);

    private async Task<List<Shift>> Read(List<ZReportRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return [];
        var reports = new Dictionary<long, Shift>();
        var positions = rows.Select(row => row.Position).Order().ToList();
        foreach (var e in await _journal.ReadAt(positions, cancellation))
            if (await _codec.Decode(e.Type, e.Data, cancellation) is RegisterEvent.ShiftClosed closed)
                reports[e.Position] = closed.Report;
        return rows.ConvertAll(row => reports[row.Position]);
    }
}
