using PosSaga.Stores;

namespace PosSaga.ReadModels;

public sealed record StoreSummary(string Id, string Name, string Province, StoreKind Kind);

/// <summary>Stores, by id.</summary>
public interface IStoreQueries
{
    Task<Page<StoreSummary>> List(string tenant, Cursor? after, int limit, ReadScope? scope = null, CancellationToken cancellation = default);
}

public sealed record ProductSummary(string Sku, string Name, string Category, Money Price, int Threshold, bool Active);

/// <param name="Search">Part of SKU, name or category, in any case.</param>
/// <param name="Category">Exactly.</param>
public sealed record ProductFilter(string? Search = null, string? Category = null);

/// <summary>Products, by SKU.</summary>
public interface IProductQueries
{
    Task<Page<ProductSummary>> List(
        string tenant, ProductFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);
}
