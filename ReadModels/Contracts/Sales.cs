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

/// <summary>Sales, newest first.</summary>
public interface ISaleQueries
{
    Task<Page<SaleSummary>> List(
        string tenant, SaleFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);
}
