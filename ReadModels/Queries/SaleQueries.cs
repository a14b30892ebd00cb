using PosSaga.Journal;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.ReadModels.Queries;

internal sealed class SaleQueries(IReadStore store, IEventJournal journal, IEventCodec codec) : ISaleQueries
{
    public Task<Page<SaleSummary>> List(
        string tenant, SaleFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from sales", "tenant", tenant)
            .For(filter.Scope)
            .AndIf(filter.StoreId is not null, "store_id = @store", ("store", filter.StoreId))
            .AndIf(filter.RegisterId is not null, "register_id = @register", ("register", filter.RegisterId))
            .AndIf(filter.CashierId is not null, "cashier_id = @cashier", ("cashier", filter.CashierId))
            .AndIf(filter.Number is not null, "number = @number", ("number", filter.Number))
            .AndIf(filter.States is not null, $"status in ({Names(filter.States)})")
            .AndIf(filter.Voided is not null, $"voided = {(filter.Voided == true ? 1 : 0)}")
            .AndIf(filter.From is not null, "created_at >= @from", ("from", Micros.OrZero(filter.From)))
            .AndIf(filter.To is not null, "created_at < @to", ("to", Micros.OrZero(filter.To)))
            .AndIf(after is not null, "(created_at, id) < (@key, @id)", ("key", after?.Key), ("id", after?.Id))
            .Page<SaleRow, SaleSummary>(
                store, "sales", "created_at desc, id desc", limit, row => new Cursor(row.CreatedAt, row.Id),
                rows => Read(rows, cancellation), cancellation);

    // Names of an enum, never what somebody typed.
    private static string Names(IReadOnlyList<SagaState>? states) =>
        string.Join(", ", (states ?? []).Select(state => $"'{state}'"));

    private async Task<List<SaleSummary>> Read(List<SaleRow> rows, CancellationToken cancellation)
    {
        var positions = rows.Where(row => row.PricedPosition > 0).Select(row => row.PricedPosition).Order().ToList();
        var sales = new Dictionary<long, PricedSale>();
        if (positions.Count > 0)
            foreach (var e in await journal.ReadAt(positions, cancellation))
                if (await codec.Decode(e.Type, e.Data, cancellation) is SaleEvent.Priced priced)
                    sales[e.Position] = priced.Sale;
        return rows.ConvertAll(row => Summary(row, sales.GetValueOrDefault(row.PricedPosition)));
    }

    private static SaleSummary Summary(SaleRow row, PricedSale? sale) => new(
        row.Id, Enum.Parse<SagaState>(row.Status), row.StoreId, row.RegisterId, row.CashierId, row.CustomerId,
        row.Number, sale,
        row.FailureStep is null ? null : new SagaFailure(
            Enum.Parse<SagaStep>(row.FailureStep), row.FailureReason!, Enum.Parse<RefusalKind>(row.FailureKind!),
            row.FailureDetail),
        row.OperatorReason, Micros.ToTime(row.CreatedAt), Micros.ToTime(row.UpdatedAt), row.Version,
        row.Voided == 1);
}

/// <summary>For the watchdog, over all tenants: sales that have not moved for a while. One that needs an operator is
/// nudged in vain, which is harmless and rare.</summary>
internal sealed class UnfinishedSales(IReadStore store, TimeProvider clock) : IUnfinishedSales
{
    public async Task<IReadOnlyList<SagaKey>> OlderThan(
        TimeSpan age, SagaKey? after, int max, CancellationToken cancellation)
    {
        var rows = await new ReadQuery("select tenant, id from sales")
            .And("finished = 0")
            .And("updated_at <= @moment", ("moment", Micros.Of(clock.GetUtcNow() - age)))
            .AndIf(age > TimeSpan.Zero, "next_attempt <= @moment")
            .AndIf(after is not null, "(tenant, id) > (@tenant, @id)", ("tenant", after?.Tenant), ("id", after?.Id))
            .Rows<SaleRow>(store, "tenant, id", max, cancellation);
        return rows.ConvertAll(row => new SagaKey(row.Tenant, row.Id));
    }
}
