using PosSaga.Carts;

namespace PosSaga.Api;

/// <summary>A cart does not look at stock; its prices are the catalogue's at the time of reading.</summary>
internal static class Carts
{
    public static void MapCarts(this IEndpointRouteBuilder api)
    {
        var carts = api.MapGroup("/carts").WithTags("Carts");

        carts.MapPost("", Open).WithName("openCart")
            .WithSummary("Opens a cart").RequestExample(new OpenCartBody("1", "ana")).CreatedExample(CartBody.Empty)
            .VersionHeaders().IdempotencyKeyHeader(Examples.CartKey).ProducesProblems(400, 404, 422);
        carts.MapGet("/{id:id}", Get).WithName("getCart")
            .WithSummary("A cart, priced").ResponseExample(CartBody.Example).VersionHeaders().ProducesProblems(404);
        carts.MapPut("/{id:id}/items/{sku:id}", SetItem).WithName("setCartItem")
            .WithSummary("Puts a quantity of a product into the cart, or changes it")
            .RequestExample(new CartItemBody(2)).ResponseExample(CartBody.Example).IfMatchHeader().ProducesProblems(400, 404, 409, 422);
        carts.MapDelete("/{id:id}/items/{sku:id}", RemoveItem).WithName("removeCartItem")
            .WithSummary("Takes a product out of the cart")
            .ResponseExample(CartBody.Empty).IfMatchHeader().ProducesProblems(404, 409);
        carts.MapDelete("/{id:id}", Abandon).WithName("abandonCart").WithSummary("Abandons the cart; its id stays readable")
            .PathParameterExample("id", Examples.OtherCart).IfMatchHeader().ProducesProblems(404, 409)
            .ResponseExample(CartBody.Empty with { Id = Examples.OtherCart, Status = CartStatus.Abandoned });
    }

    private static async Task<IResult> Open(
        Body<OpenCartBody> body, Idempotency key, Caller caller, IGrainFactory grains)
    {
        var request = body.Value;
        var answer = await caller.Grain<ICartGrain>(grains, key.Id).Open(
            new OpenCart(caller.Origin(key.Id), request.StoreId, request.CustomerId, body.Fingerprint));
        if (answer.Refusal is { } refusal)
            return refusal.ToProblem();

        // A repetition is answered with the cart as it was first answered, whatever has been put into it since.
        return new WireResult<CartBody>(StatusCodes.Status201Created, CartBody.JustOpened(key.Id, request))
        {
            Location = "/api/v1/carts/" + key.Id,
            Position = answer.Position,
            Version = 1,
            Replayed = answer.Replayed && key.IsGiven,
        };
    }

    private static async Task<IResult> Get(string id, Caller caller, IGrainFactory grains) =>
        WireResult.Found(await caller.Grain<ICartGrain>(grains, id).Get(), CartBody.Of, cart => cart.Version);

    private static async Task<IResult> SetItem(
        string id, string sku, Body<CartItemBody> body, IfMatch seen, Caller caller, IGrainFactory grains) =>
        WireResult.From(
            await caller.Grain<ICartGrain>(grains, id)
                .SetItem(new SetCartItem(caller.Origin(id), sku, body.Value.Quantity, seen.Condition)),
            CartBody.Of, cart => cart.Version);

    private static async Task<IResult> RemoveItem(
        string id, string sku, IfMatch seen, Caller caller, IGrainFactory grains) =>
        WireResult.From(
            await caller.Grain<ICartGrain>(grains, id)
                .RemoveItem(new RemoveCartItem(caller.Origin(id), sku, seen.Condition)),
            CartBody.Of, cart => cart.Version);

    private static async Task<IResult> Abandon(string id, IfMatch seen, Caller caller, IGrainFactory grains) =>
        WireResult.From(
            await caller.Grain<ICartGrain>(grains, id).Abandon(new AbandonCart(caller.Origin(id), seen.Condition)),
            CartBody.Of, cart => cart.Version);
}

internal sealed record OpenCartBody(string StoreId, string? CustomerId = null) : IBody, INamesThings
{
    NamedThings INamesThings.Named => new(StoreId, CustomerId: CustomerId);

    public void Check(ValidationErrors faults)
    {
        faults.Id("storeId", StoreId);
        faults.Id("customerId", CustomerId);
    }
}

internal sealed record CartItemBody(int Quantity) : IBody
{
    public const int MaxQuantity = 999;

    public void Check(ValidationErrors faults) => faults.Range("quantity", Quantity, 1, MaxQuantity);
}

internal sealed record CartBody(
    string Id, string StoreId, string? CustomerId, CartStatus Status, IReadOnlyList<LineBody> Lines,
    MoneyBody Subtotal, MoneyBody Tax, MoneyBody Total)
{
    private static readonly MoneyBody Nothing = MoneyBody.Of(Money.Zero);

    public static CartBody Example { get; } = new(
        Examples.Cart, "1", "ana", CartStatus.Open,
        [new(Examples.Sku, "Café", new(1299, "CAD"), 2, new(2598, "CAD"))], new(2598, "CAD"), new(389, "CAD"),
        new(2987, "CAD"));

    public static CartBody Empty { get; } = JustOpened(Examples.Cart, new("1", "ana"));

    public static CartBody Of(CartView cart) => new(
        cart.Id, cart.StoreId, cart.CustomerId, cart.Status, LineBody.Of(cart.Lines),
        MoneyBody.Of(cart.Subtotal), MoneyBody.Of(cart.Tax), MoneyBody.Of(cart.Total));

    public static CartBody JustOpened(string id, OpenCartBody request) =>
        new(id, request.StoreId, request.CustomerId, CartStatus.Open, [], Nothing, Nothing, Nothing);
}
