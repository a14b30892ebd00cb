using PosSaga.Catalogue;
using PosSaga.ReadModels;

namespace PosSaga.Api;

/// <summary>The catalogue.</summary>
internal static class Products
{
    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products").RequireAuthorization(Roles.Anyone);
        products.MapGet("", List).Says("Products, by SKU").AnswersPage(ProductBody.Example).FreshAfter()
            .TakesQuery("search", "Part of SKU, name or category").TakesQuery("category");
        products.MapGet("/{sku:id}", Get).Says("A product, always current").Answers(ProductBody.Example).Refuses(404);
        products.MapPost("", Add).Says("Adds a product").RequireAuthorization(Roles.Admin)
            .Takes(new AddProductBody("Thé noir", "Alimentation", new(899, "CAD"), "the-noir", 20))
            .Creates(ProductBody.Example).TakesIdempotencyKey().Refuses(409, 422);
        products.MapPut("/{sku:id}", Change).Says("Changes a product; what is left out stays as it is")
            .RequireAuthorization(Roles.Admin)
            .Takes(new ChangeProductBody("Thé noir", "Alimentation", new(949, "CAD"), Active: true))
            .Answers(ProductBody.Example).Refuses(404);
    }

    private static async Task<IResult> List(Query query, Caller caller, IProductQueries products, HttpContext http)
    {
        var filter = new ProductFilter(query.Text("search"), query.Text("category"));
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Catalogue);
        return WireResult.Page(
            await products.List(caller.Tenant, filter, after, limit, http.RequestAborted), ProductBody.Of);
    }

    private static async Task<IResult> Get(string sku, Caller caller, IGrainFactory grains) =>
        WireResult.Found(
            await caller.Grain<IProductGrain>(grains, sku).Get(), ProductBody.Of, product => product.Version);

    private static async Task<IResult> Add(
        Body<AddProductBody> body, Idempotency key, Caller caller, IGrainFactory grains)
    {
        var request = body.Value;
        var sku = request.Sku ?? key.Id;
        if (request.Sku is not null && key.IsGiven)
        {
            // Beside the product that it names, the key itself has to remember what it was used for.
            var held = await caller.Grain<IProductRequestGrain>(grains, key.Id)
                .Hold(new HoldProductRequest(caller.Origin(sku), body.Fingerprint));
            if (held.Refusal is { } reused)
                return reused.ToProblem();
        }

        // The key is part of the fingerprint: the same SKU under another key (or none) is no repetition but a conflict.
        var answer = await caller.Grain<IProductGrain>(grains, sku).Add(new AddProduct(
            caller.Origin(sku), request.Name, request.Category, request.Price.ToMoney(), request.Threshold ?? 0,
            key.Id + "." + body.Fingerprint));
        if (answer.Refusal is { Kind: RefusalKind.Conflict } && request.Sku is null)
            return new ProblemResult(ProblemKind.KeyReused);
        if (answer.Refusal is { } refusal)
            return refusal.ToProblem();
        return new WireResult<ProductBody>(StatusCodes.Status201Created, ProductBody.JustAdded(sku, request))
        {
            Location = "/api/v1/products/" + sku,
            Position = answer.Position,
            Version = 1,
            Replayed = answer.Replayed,
        };
    }

    private static async Task<IResult> Change(
        string sku, Body<ChangeProductBody> body, Caller caller, IGrainFactory grains)
    {
        var request = body.Value;
        if (request.Sku is not null && request.Sku != sku)
            throw RequestFault.Field("sku", "cannot be changed");
        var product = caller.Grain<IProductGrain>(grains, sku);
        if (await product.Get() is not { } present)
            return WireResult.NotFound;
        var answer = await product.Change(new ChangeProduct(
            caller.Origin(sku), request.Name, request.Category, request.Price.ToMoney(),
            request.Threshold ?? present.Threshold, request.Active ?? present.Active));
        return WireResult.From(answer, ProductBody.Of, changed => changed.Version);
    }
}

internal sealed record AddProductBody(
    string Name, string Category, MoneyBody Price, string? Sku = null, int? Threshold = null) : IBody
{
    public const int MaxThreshold = 1_000_000;

    public void Check(Faults faults)
    {
        faults.Id("sku", Sku);
        Check(faults, Name, Category, Price, Threshold);
    }

    public static void Check(Faults faults, string name, string category, MoneyBody price, int? threshold)
    {
        faults.Text("name", name, 200);
        faults.Text("category", category, 100);
        faults.Money("price", price);
        faults.Range("threshold", threshold ?? 0, 0, MaxThreshold);
    }
}

/// <summary>The SKU may be sent along, so that what GET answered can be sent back changed.</summary>
internal sealed record ChangeProductBody(
    string Name, string Category, MoneyBody Price, string? Sku = null, int? Threshold = null,
    bool? Active = null) : IBody
{
    public void Check(Faults faults) => AddProductBody.Check(faults, Name, Category, Price, Threshold);
}

internal sealed record ProductBody(
    string Sku, string Name, string Category, MoneyBody Price, int Threshold, bool Active)
{
    public static ProductBody Example { get; } = new("the-noir", "Thé noir", "Alimentation", new(899, "CAD"), 20, true);

    public static ProductBody Of(ProductView p) =>
        new(p.Sku, p.Name, p.Category, MoneyBody.Of(p.Price), p.Threshold, p.Active);

    public static ProductBody Of(ProductSummary p) =>
        new(p.Sku, p.Name, p.Category, MoneyBody.Of(p.Price), p.Threshold, p.Active);

    public static ProductBody JustAdded(string sku, AddProductBody request) =>
        new(sku, request.Name, request.Category, request.Price, request.Threshold ?? 0, true);
}
