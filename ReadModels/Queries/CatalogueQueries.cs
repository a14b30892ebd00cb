using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Storage;
using PosSaga.Stores;

namespace PosSaga.ReadModels.Queries;

internal sealed class StoreQueries(IReadStore store) : IStoreQueries
{
    public Task<Page<StoreSummary>> List(
        string tenant, Cursor? after, int limit, ReadScope? scope = null, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from stores", "tenant", tenant).ForStores(scope)
            .AndIf(after is not null, "id > @id", ("id", after?.Id))
            .Page<StoreRow, StoreSummary>(
                store, "stores", "id", limit, row => new Cursor(0, row.Id),
                row => new(row.Id, row.Name, row.Province, Enum.Parse<StoreKind>(row.Kind)), cancellation);
}

internal sealed class ProductQueries(IReadStore store) : IProductQueries
{
    public Task<Page<ProductSummary>> List(
        string tenant, ProductFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from products", "tenant", tenant)
            .AndIf(filter.Category is not null, "category = @category", ("category", filter.Category))
            .AndIf(
                filter.Search is not null, "search_text like @search escape '!'", ("search", Containing(filter.Search)))
            .AndIf(after is not null, "sku > @sku", ("sku", after?.Id))
            .Page<ProductRow, ProductSummary>(
                store, "products", "sku", limit, row => new Cursor(0, row.Sku),
                row => new(
                    row.Sku, row.Name, row.Category, new Money(row.Price, row.Currency), row.Threshold,
                    row.Active == 1),
                cancellation);

    private static string Containing(string? text) =>
        "%" + SearchTexts.Of(text ?? "").Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "%";
}
