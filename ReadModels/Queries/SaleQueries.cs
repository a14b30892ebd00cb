using PosSaga.Journal;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.ReadModels;

/// <summary>A sale as lists show it.</summary>
/// <param name="Number">As on the receipt; null until it is sold.</param>
/// <param name="Sale">Null until it is priced.</param>
public sealed record SaleSummary(
    string Id, SagaState State, string StoreId, string RegisterId, string CashierId, string? CustomerId, string? Number,
    PricedSale? Sale, SagaFailure? Failure, string? OperatorReason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    long Version, bool Voided = false);

/// <param name="States">Any of them; null for all.</param>
/// <param name="From">Made at or after.</param>
/// <param name="To">Made before.</param>
public sealed record SaleFilter(
    string? StoreId = null, string? RegisterId = null, string? CashierId = null, string? Number = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, IReadOnlyList<SagaState>? States = null,
    bool? Voided = null, ReadScope? Scope = null);

/// <summary>Sales, newest first. Their lines are read from the journal.</summary>
public sealed class SaleQueries
{
    private readonly IReadStore _store;
    private readonly IEventJournal _journal;
    private readonly IEventCodec _codec;

    internal SaleQueries(IReadStore store, IEventJournal journal, IEventCodec codec) =>
        (_store, _journal, _codec) = (store, journal, codec);

    /// <param name="limit">1 to 200.</param>
    public Task<Page<SaleSummary>> List(
        string tenant, SaleFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from sales", tenant)
            .For(filter.Scope)
            .AndIfGiven("store_id = @store", "store", filter.StoreId)
            .AndIfGiven("register_id = @register", "register", filter.RegisterId)
            .AndIfGiven("cashier_id = @cashier", "cashier", filter.CashierId)
            .AndIfGiven("number = @number", "number", filter.Number)
            .AndIf(filter.States is not null, $"status in ({Names(filter.States)})")
            .AndIf(filter.Voided is not null, $"voided = {(filter.Voided == true ? 1 : 0)}")
            .AndIfGiven("created_at >= @from", "from", filter.From)
            .AndIfGiven("created_at < @to", "to", filter.To)
            .OlderThan(after, "created_at")
            .Page<SaleRow, SaleSummary>(
                _store, "sales", "created_at desc, id desc", limit, row => new Cursor(row.CreatedAt, row.Id),
                rows => Read(rows, cancellation), cancellation);

    // Names of an enum, never what somebody typed.
    private static string Names(IReadOnlyList<SagaState>? states) =>
        string.Join(", ", (states ?? []).Select(state => $"'{state}'"));

    private async Task<List<SaleSummary>> Read(List<SaleRow> rows, CancellationToken cancellation)
    {
        var positions = rows.Where(row => row.PricedPosition > 0).Select(row => row.PricedPosition).Order().ToList();
        var sales = new Dictionary<long, PricedSale>();
        if (positions.Count > 0)
            foreach (var e in await _journal.ReadAt(positions, cancellation))
                if (await _codec.Decode(e.Type, e.Data, cancellation) is SaleEvent.Priced priced)
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
