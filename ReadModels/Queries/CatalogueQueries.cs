using PosSaga.Stores;

namespace PosSaga.ReadModels;

public sealed record StoreSummary(string Id, string Name, string Province, StoreKind Kind);

/// <summary>Stores, by id.</summary>
public sealed class StoreQueries
{
    private readonly IReadStore _store;

    internal StoreQueries(IReadStore store) => _store = store;

    public Task<Page<StoreSummary>> List(
        string tenant, Cursor? after, int limit, ReadScope? scope = null, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from stores", tenant).ForStores(scope)
            .AndIfGiven("id > @id", "id", after?.Id)
            .Page<StoreRow, StoreSummary>(
                _store, "stores", "id", limit, row => new Cursor(0, row.Id),
                row => new(row.Id, row.Name, row.Province, Enum.Parse<StoreKind>(row.Kind)), cancellation);
}

public sealed record ProductSummary(string Sku, string Name, string Category, Money Price, int Threshold, bool Active);

/// <param name="Search">Part of SKU, name or category, in any case.</param>
/// <param name="Category">Exactly.</param>
public sealed record ProductFilter(string? Search = null, string? Category = null);

/// <summary>Products, by SKU.</summary>
public sealed class ProductQueries
{
    private readonly IReadStore _store;

    internal ProductQueries(IReadStore store) => _store = store;

    public Task<Page<ProductSummary>> List(
        string tenant, ProductFilter filter, Cursor? after, int limit, CancellationToken cancellation = default) =>
        ReadQuery.Of("select * from products", tenant)
            .AndIfGiven("category = @category", "category", filter.Category)
            .AndIfGiven("search_text like @search escape '!'", "search", Containing(filter.Search))
            .AndIfGiven("sku > @sku", "sku", after?.Id)
            .Page<ProductRow, ProductSummary>(
                _store, "products", "sku", limit, row => new Cursor(0, row.Sku),
                row => new(
                    row.Sku, row.Name, row.Category, new Money(row.Price, row.Currency), row.Threshold,
                    row.Active == 1),
                cancellation);

    private static string? Containing(string? text) => text is null
        ? null
        : "%" + SearchTexts.Of(text).Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "%";
}
