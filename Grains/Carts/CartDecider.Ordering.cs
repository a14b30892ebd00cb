using PosSaga.Catalogue;
using PosSaga.Deciding;
using PosSaga.Stores;
using static PosSaga.Carts.CartEvent;
using static PosSaga.Carts.CartRefusals;
using static PosSaga.Catalogue.ProductRefusals;
using static PosSaga.Deciding.Decision<PosSaga.Carts.CartEvent>;

namespace PosSaga.Carts;

/// <summary>The rules of a cart while a saga orders it: frozen for one saga, then thawed or closed.</summary>
public static partial class CartDecider
{
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
