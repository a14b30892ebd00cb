using PosSaga.ReadModels;
using PosSaga.Stores;

namespace PosSaga.Api;

/// <summary>The stores, the warehouse and the office.</summary>
internal static class Stores
{
    public static void MapStores(this IEndpointRouteBuilder api)
    {
        var stores = api.MapGroup("/stores").WithTags("Stores and stock");
        stores.MapGet("", List).WithName("listStores").WithSummary("Stores, by id").PageExample(StoreBody.Example).PositionCondition()
            .RevalidationHeaders();
        stores.MapStock();
        stores.MapRegisters();
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, StoreQueries stores, HttpContext http)
    {
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Catalogue);
        return WireResult.Page(await stores.List(caller.Tenant, after, limit, caller.Scope.Listed, http.RequestAborted), StoreBody.Of,
            revalidates: true);
    }
}

internal sealed record StoreBody(string Id, string Name, string Province, StoreKind Kind)
{
    public static StoreBody Example { get; } = new("1", "Vieux-Montréal", "QC", StoreKind.Store);

    public static StoreBody Of(StoreSummary store) => new(store.Id, store.Name, store.Province, store.Kind);
}
