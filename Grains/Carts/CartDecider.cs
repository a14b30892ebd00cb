using PosSaga.Catalogue;
using PosSaga.EventSourcing;
using PosSaga.Stores;
using static PosSaga.Carts.CartEvent;
using static PosSaga.Carts.CartRefusals;
using static PosSaga.Catalogue.ProductRefusals;
using static PosSaga.EventSourcing.Decision<PosSaga.Carts.CartEvent>;
using static PosSaga.Stores.StoreRefusals;

namespace PosSaga.Carts;

/// <summary>The rules of a cart while a customer fills it.</summary>
public static class CartDecider
{
    public const int MaxQuantity = 999;
    public const int MaxLines = 100;

    /// <summary>Failed orders of one cart. Each leaves its saga's id in the state, and state is bounded.</summary>
    public const int MaxAttempts = 100;

    /// <param name="store">Null when there is no such store.</param>
    public static Decision<CartEvent> Decide(Cart cart, OpenCart open, StoreView? store) => (cart, store) switch
    {
        ({ Exists: true }, _) when cart.Fingerprint == open.Fingerprint => Replay,
        ({ Exists: true }, _)                   => Refuse(KeyReused),
        (_, null)                               => Refuse(NoSuchStore(open.StoreId)),
        (_, { Kind: not StoreKind.Store })      => Refuse(DoesNotSell(store.Kind)),
        _ => Record(new CartEvent.Opened(open.StoreId, store.Province, open.CustomerId, open.Fingerprint)),
    };

    /// <summary>An inactive product is not put in; one that became inactive in the cart is refused when
    /// ordered.</summary>
    /// <param name="product">Null when there is no such product.</param>
    public static Decision<CartEvent> Decide(Cart cart, SetCartItem set, ProductView? product) => cart switch
    {
        { Exists: false }                                    => Refuse(NoSuchCart()),
        _ when IsStale(cart, set.IfMatch)                    => Refuse(CartRefusals.Stale(set.IfMatch!, cart.Version)),
        _ when set.Quantity is < 1 or > MaxQuantity          => Refuse(QuantityOutOfRange),
        { Status: not CartStatus.Open }                      => Refuse(NotAllowedWhile(cart.Status)),
        _ when cart.QuantityOf(set.Sku) == set.Quantity      => Replay,
        _ when product is null                               => Refuse(NoSuchProduct(set.Sku)),
        _ when !product.Active                               => Refuse(Inactive(set.Sku)),
        { Lines.Length: >= MaxLines } when cart.QuantityOf(set.Sku) == 0 => Refuse(CartFull),
        _                                                    => Record(new ItemSet(set.Sku, set.Quantity)),
    };

    public static Decision<CartEvent> Decide(Cart cart, RemoveCartItem remove) => cart switch
    {
        { Exists: false }                         => Refuse(NoSuchCart()),
        _ when IsStale(cart, remove.IfMatch)      => Refuse(CartRefusals.Stale(remove.IfMatch!, cart.Version)),
        { Status: not CartStatus.Open }           => Refuse(NotAllowedWhile(cart.Status)),
        _ when cart.QuantityOf(remove.Sku) == 0   => Replay,
        _                                         => Record(new ItemRemoved(remove.Sku)),
    };

    public static Decision<CartEvent> Decide(Cart cart, AbandonCart abandon) => cart switch
    {
        { Exists: false }                => Refuse(NoSuchCart()),
        _ when IsStale(cart, abandon.IfMatch) => Refuse(CartRefusals.Stale(abandon.IfMatch!, cart.Version)),
        { Status: CartStatus.Abandoned } => Replay,
        { Status: CartStatus.Open }      => Record(new CartEvent.Abandoned()),
        _                                => Refuse(NotAllowedWhile(cart.Status)),
    };

    private static bool IsStale(Cart cart, VersionCondition? seen) => seen?.Holds(cart.Version) == false;

    // The rules of a cart while a saga orders it: frozen for one saga, then thawed or closed.

    /// <param name="shelf">The catalogue's word on every line of the cart.</param>
    public static Decision<CartEvent> Decide(
        Cart cart, FreezeCart freeze, IReadOnlyDictionary<string, ProductView> shelf) => cart switch
    {
        { Exists: false }                                          => Refuse(NoSuchCart(RefusalKind.CartInvalid)),
        { Status: CartStatus.Frozen } when cart.SagaId == freeze.SagaId => Replay,
        _ when cart.Barred.Contains(freeze.SagaId)                 => Refuse(CartRefusals.FreezeBarred),
        { Status: CartStatus.Ordered }                             => Refuse(AlreadyOrdered()),
        { Status: CartStatus.Frozen }                              => Refuse(FrozenForAnother),
        { Status: CartStatus.Abandoned }                           => Refuse(CartRefusals.Abandoned),
        { Barred.Length: >= MaxAttempts }                          => Refuse(TooManyAttempts),
        { Lines.IsEmpty: true }                                    => Refuse(Empty),
        _ when Differ(cart.CustomerId, freeze.CustomerId)          => Refuse(CustomerDiffers),
        _ when freeze.ShipToProvince is { } to && !SalesTax.IsProvince(to)
            => Refuse(StoreRefusals.UnknownProvince(to, RefusalKind.CartInvalid)),
        _ when NotSold(cart, shelf) is { } refusal                 => Refuse(refusal),
        _                                                          => Priced(cart, freeze, shelf),
    };

    /// <summary>Undo of a freeze, also of one that never arrived: from here on that saga cannot have the
    /// cart.</summary>
    public static Decision<CartEvent> Decide(Cart cart, ThawCart thaw) => cart switch
    {
        { Status: CartStatus.Frozen } when cart.SagaId == thaw.SagaId  => Record(new Thawed(thaw.SagaId)),
        { Status: CartStatus.Ordered } when cart.SagaId == thaw.SagaId
            => Refuse(AlreadyOrdered(RefusalKind.InvalidState)),
        _ when cart.Barred.Contains(thaw.SagaId)                       => Replay,
        _ => Record(new CartEvent.FreezeBarred(thaw.SagaId)),
    };

    public static Decision<CartEvent> Decide(Cart cart, CloseCart close) => cart switch
    {
        { Status: CartStatus.Frozen } when cart.SagaId == close.SagaId  => Record(new Ordered(close.SagaId)),
        { Status: CartStatus.Ordered } when cart.SagaId == close.SagaId => Replay,
        { Exists: false }                                               => Refuse(NoSuchCart()),
        _                                                               => Refuse(NotFrozenFor(close.SagaId)),
    };

    private static Decision<CartEvent> Priced(
        Cart cart, FreezeCart freeze, IReadOnlyDictionary<string, ProductView> shelf)
    {
        var lines = Lines(cart, shelf);
        var price = Pricing.Price(
            lines, freeze.ShipToProvince ?? cart.Province, shipped: freeze.ShipToProvince is not null);
        if (freeze.ExpectedTotal is { } expected && expected != price.Total)
            return Refuse(TotalDiffers(expected, price.Total));

        return Record(new Frozen(freeze.SagaId, new PricedCart(
            cart.StoreId!, freeze.CustomerId ?? cart.CustomerId, lines,
            price.TaxRate, price.Subtotal, price.Shipping, price.Tax, price.Total)));
    }

    /// <summary>The cart's lines at the shelf's prices.</summary>
    public static PricedLine[] Lines(Cart cart, IReadOnlyDictionary<string, ProductView> shelf) =>
        [.. from line in cart.Lines
            let product = shelf[line.Sku]
            select new PricedLine(line.Sku, product.Name, product.Price, line.Quantity)];

    private static Refusal? NotSold(Cart cart, IReadOnlyDictionary<string, ProductView> shelf)
    {
        foreach (var line in cart.Lines)
        {
            if (!shelf.TryGetValue(line.Sku, out var product))
                return NoSuchProduct(line.Sku, RefusalKind.CartInvalid);
            if (!product.Active)
                return Inactive(line.Sku);
        }
        return null;
    }

    private static bool Differ(string? cartsCustomer, string? ordersCustomer) =>
        cartsCustomer is not null && ordersCustomer is not null && cartsCustomer != ordersCustomer;
}
