using PosSaga.Catalogue;
using PosSaga.ReadModels;

namespace PosSaga.Api;

/// <summary>The catalogue.</summary>
internal static class Products
{
    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products");
        products.MapGet("", List).WithName("listProducts")
            .WithSummary("Products, by SKU").PageExample(ProductBody.Example).PositionCondition().RevalidationHeaders()
            .QueryParameter("search", "Part of SKU, name or category, whatever the case and accents")
            .QueryParameter("category");
        products.MapGet("/{sku:id}", Get).WithName("getProduct")
            .WithSummary("A product, always current").ResponseExample(ProductBody.Example).ProducesProblems(404)
            .RevalidationHeaders();
        products.MapPost("", Add).WithName("addProduct").WithSummary("Adds a product")
            .RequestExample(new AddProductBody("Thé noir", "Alimentation", new(899, "CAD"), Examples.NewSku, 20))
            .CreatedExample(ProductBody.Added).VersionHeaders().IdempotencyKeyHeader().ProducesProblems(409, 422);
        products.MapPut("/{sku:id}", Change).WithName("replaceProduct")
            .WithSummary("Changes a product; what is left out stays as it is")
            .RequestExample(new ChangeProductBody("Thé noir", "Alimentation", new(949, "CAD"), Active: true))
            .ResponseExample(ProductBody.Added with { Price = new(949, "CAD") }).PathParameterExample("sku", Examples.NewSku).IfMatchHeader()
            .ProducesProblems(404);
        products.MapPatch("/{sku:id}", Patch).WithName("changeProduct")
            .WithSummary("Changes the fields of a product that are named, and no other")
            .RequestExample(new PatchProductBody(Price: new(949, "CAD")))
            .ResponseExample(ProductBody.Added with { Price = new(949, "CAD") }).PathParameterExample("sku", Examples.NewSku).IfMatchHeader()
            .ProducesProblems(404);
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, ProductQueries products, HttpContext http)
    {
        var filter = new ProductFilter(query.Text("search"), query.Text("category"));
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Catalogue);
        return WireResult.Page(
            await products.List(caller.Tenant, filter, after, limit, http.RequestAborted), ProductBody.Of,
            revalidates: true);
    }

    private static async Task<IResult> Get(string sku, Caller caller, IGrainFactory grains) =>
        WireResult.Found(
            await caller.Grain<IProductGrain>(grains, sku).Get(), ProductBody.Of, product => product.Version,
            revalidates: true);

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

    private static Task<IResult> Change(
        string sku, Body<ChangeProductBody> body, IfMatch seen, Caller caller, IGrainFactory grains)
    {
        var request = body.Value;
        if (request.Sku is not null && request.Sku != sku)
            throw RequestFault.Field("sku", "cannot be changed");
        return Run(caller, grains, sku, new ChangeProduct(
            caller.Origin(sku), request.Name, request.Category, request.Price.ToMoney(), request.Threshold,
            request.Active, seen.Condition));
    }

    private static Task<IResult> Patch(
        string sku, Body<PatchProductBody> body, IfMatch seen, Caller caller, IGrainFactory grains)
    {
        var request = body.Value;
        return Run(caller, grains, sku, new ChangeProduct(
            caller.Origin(sku), request.Name, request.Category, request.Price?.ToMoney(), request.Threshold,
            request.Active, seen.Condition));
    }

    private static async Task<IResult> Run(Caller caller, IGrainFactory grains, string sku, ChangeProduct command) =>
        WireResult.From(
            await caller.Grain<IProductGrain>(grains, sku).Change(command), ProductBody.Of, changed => changed.Version);
}

internal sealed record AddProductBody(
    string Name, string Category, MoneyBody Price, string? Sku = null, int? Threshold = null) : IBody
{
    public const int MaxThreshold = 1_000_000;

    public void Check(ValidationErrors faults)
    {
        faults.Id("sku", Sku);
        Check(faults, Name, Category, Price, Threshold);
    }

    public static void Check(ValidationErrors faults, string? name, string? category, MoneyBody? price, int? threshold)
    {
        faults.Text("name", name, 200);
        faults.Text("category", category, 100);
        faults.Money("price", price, ProductRefusals.MaxPriceCents);
        faults.Range("threshold", threshold ?? 0, 0, MaxThreshold);
    }
}

/// <summary>The SKU may be sent along, so that what GET answered can be sent back changed.</summary>
internal sealed record ChangeProductBody(
    string Name, string Category, MoneyBody Price, string? Sku = null, int? Threshold = null,
    bool? Active = null) : IBody
{
    public void Check(ValidationErrors faults) => AddProductBody.Check(faults, Name, Category, Price, Threshold);
}

/// <summary>At least one field; what is left out stays as it is.</summary>
internal sealed record PatchProductBody(
    string? Name = null, string? Category = null, MoneyBody? Price = null, int? Threshold = null,
    bool? Active = null) : IBody
{
    public void Check(ValidationErrors faults)
    {
        if (this == new PatchProductBody())
            faults.Add("body", "must name a field to change: name, category, price, threshold or active");
        AddProductBody.Check(faults, Name, Category, Price, Threshold);
    }
}

internal sealed record ProductBody(
    string Sku, string Name, string Category, MoneyBody Price, int Threshold, bool Active)
{
    public static ProductBody Example { get; } = new(Examples.Sku, "Café", "Alimentation", new(1299, "CAD"), 25, true);

    public static ProductBody Added { get; } =
        new(Examples.NewSku, "Thé noir", "Alimentation", new(899, "CAD"), 20, true);

    public static ProductBody Of(ProductView p) =>
        new(p.Sku, p.Name, p.Category, MoneyBody.Of(p.Price), p.Threshold, p.Active);

    public static ProductBody Of(ProductSummary p) =>
        new(p.Sku, p.Name, p.Category, MoneyBody.Of(p.Price), p.Threshold, p.Active);

    public static ProductBody JustAdded(string sku, AddProductBody request) =>
        new(sku, request.Name, request.Category, request.Price, request.Threshold ?? 0, true);
}
