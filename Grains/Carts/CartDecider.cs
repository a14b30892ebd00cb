using PosSaga.Catalogue;
using PosSaga.Deciding;
using PosSaga.Stores;
using static PosSaga.Carts.CartEvent;
using static PosSaga.Carts.CartRefusals;
using static PosSaga.Catalogue.ProductRefusals;
using static PosSaga.Deciding.Decision<PosSaga.Carts.CartEvent>;
using static PosSaga.Stores.StoreRefusals;

namespace PosSaga.Carts;

/// <summary>The rules of a cart while a customer fills it.</summary>
public static partial class CartDecider
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
}
