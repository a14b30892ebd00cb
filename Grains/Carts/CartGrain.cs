using PosSaga.Catalogue;
using PosSaga.EventSourcing;
using PosSaga.Stores;

namespace PosSaga.Carts;

/// <summary>One cart, one writer. It asks the catalogue and the store before it decides; neither ever calls
/// back.</summary>
[GrainType("cart")]
internal sealed class CartGrain : AggregateGrain<Cart, CartEvent>, ICartGrain
{
    protected override bool IsAtRest(Cart cart) => cart.Status is CartStatus.Ordered or CartStatus.Abandoned;

    public async Task<CartView?> Get()
    {
        await EnsureLoaded();
        return Confirmed.Exists ? await View(Confirmed) : null;
    }

    public Task<CommandResult<CartView>> Open(OpenCart command) =>
        Shown(Handle(
            command.Origin, async cart => CartDecider.Decide(cart, command, await Store(command.StoreId)), AsIs,
            begins: true));

    public Task<CommandResult<CartView>> SetItem(SetCartItem command) =>
        Shown(Handle(
            command.Origin, async cart => CartDecider.Decide(cart, command, await Product(command.Sku)), AsIs));

    public Task<CommandResult<CartView>> RemoveItem(RemoveCartItem command) =>
        Shown(Handle(command.Origin, cart => CartDecider.Decide(cart, command), AsIs));

    public Task<CommandResult<CartView>> Abandon(AbandonCart command) =>
        Shown(Handle(command.Origin, cart => CartDecider.Decide(cart, command), AsIs));

    public Task<CommandResult<PricedCart>> Freeze(FreezeCart command) =>
        Handle(
            command.Origin, async cart => CartDecider.Decide(cart, command, await Shelf(cart)), cart => cart.Priced!);

    public Task<CommandResult<CartView>> Thaw(ThawCart command) =>
        Shown(Handle(command.Origin, cart => CartDecider.Decide(cart, command), AsIs));

    public Task<CommandResult<CartView>> Close(CloseCart command) =>
        Shown(Handle(command.Origin, cart => CartDecider.Decide(cart, command), AsIs));

    private static Cart AsIs(Cart cart) => cart;

    private async Task<CommandResult<CartView>> Shown(Task<CommandResult<Cart>> handling)
    {
        var answer = await handling;
        return answer.Value is { } cart
            ? CommandResult<CartView>.Done(await View(cart), answer.Position, answer.Replayed)
            : CommandResult<CartView>.Refused(answer.Refusal!);
    }

    /// <summary>Open: at the catalogue's prices of this moment. Frozen or ordered: at those of the order.
    /// Shipping is the order's.</summary>
    private async Task<CartView> View(Cart cart)
    {
        var lines = cart.Priced?.Lines ?? CartDecider.Lines(cart, await Shelf(cart));
        var price = cart.Exists ? Pricing.Price(lines, cart.Province, shipped: false) : null;
        return new CartView(
            Id, cart.StoreId ?? "", cart.CustomerId, cart.Status, lines,
            price?.Subtotal ?? Money.Zero, price?.Tax ?? Money.Zero, price?.Total ?? Money.Zero, cart.Version);
    }

    private async Task<Dictionary<string, ProductView>> Shelf(Cart cart)
    {
        var products = await Task.WhenAll(cart.Lines.Select(line => Product(line.Sku)));
        return products.OfType<ProductView>().ToDictionary(product => product.Sku, StringComparer.Ordinal);
    }

    private Task<ProductView?> Product(string sku) =>
        GrainFactory.GetGrain<IProductGrain>(GrainKeys.Of(Tenant, sku)).Get();

    private Task<StoreView?> Store(string id) => GrainFactory.GetGrain<IStoreGrain>(GrainKeys.Of(Tenant, id)).Get();
}
