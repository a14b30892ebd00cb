using PosSaga.Journal;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Registers;

namespace PosSaga.ReadModels.Queries;

internal sealed class RegisterQueries(IReadStore store) : IRegisterQueries
{
    public Task<Page<RegisterSummary>> List(
        string tenant, string storeId, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from registers", "tenant", tenant)
            .And("store_id = @store", ("store", storeId))
            .AndIf(after is not null, "id > @id", ("id", after?.Id))
            .Page<RegisterRow, RegisterSummary>(
                store, "registers", "id", limit, row => new Cursor(0, row.Id),
                row => new(
                    row.Id, row.StoreId, row.RegisterId, row.Name, row.Active == 1, row.ShiftIsOpen == 1, row.Version),
                cancellation);
}

internal sealed class ZReportQueries(IReadStore store, IEventJournal journal, IEventCodec codec) : IZReportQueries
{
    public Task<Page<Shift>> List(
        string tenant, ZReportFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from z_reports", "tenant", tenant)
            .For(filter.Scope)
            .AndIf(filter.StoreId is not null, "store_id = @store", ("store", filter.StoreId))
            .AndIf(filter.From is not null, "closed_at >= @from", ("from", Micros.OrZero(filter.From)))
            .AndIf(filter.To is not null, "closed_at < @to", ("to", Micros.OrZero(filter.To)))
            .AndIf(after is not null, "(closed_at, id) < (@key, @id)", ("key", after?.Key), ("id", after?.Id))
            .Page<ZReportRow, Shift>(
                store, "z-reports", "closed_at desc, id desc", limit, row => new Cursor(row.ClosedAt, row.Id),
                rows => Read(rows, cancellation), cancellation);

    private async Task<List<Shift>> Read(List<ZReportRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return [];
        var reports = new Dictionary<long, Shift>();
        var positions = rows.Select(row => row.Position).Order().ToList();
        foreach (var e in await journal.ReadAt(positions, cancellation))
            if (await codec.Decode(e.Type, e.Data, cancellation) is RegisterEvent.ShiftClosed closed)
                reports[e.Position] = closed.Report;
        return rows.ConvertAll(row => reports[row.Position]);
    }
}
