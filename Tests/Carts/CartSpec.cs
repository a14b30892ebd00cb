using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.EventSourcing;
using PosSaga.Stores;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Carts;

/// <summary>Carts in store 1 (QC) and the catalogue they are priced from.</summary>
public abstract class CartSpec : Spec<Cart, CartEvent>
{
    protected static readonly Origin Till = new("demo", "demo-store", "cart-1");
    protected static readonly StoreView Store = new("1", "Vieux-Montréal", "QC", StoreKind.Store);
    protected static readonly ProductView Coffee = new("CAFE", "Café", "Alimentation", new(1299), 25, true, 1);
    protected static readonly ProductView Honey = new("MIEL", "Miel", "Alimentation", new(1599), 15, true, 1);
    protected static readonly ProductView Gone = new("GONE", "Old tea", "Alimentation", new(500), 5, false, 2);

    /// <summary>Two coffees in QC: 25.98 and 14.975 % of it.</summary>
    protected static readonly PricedCart TwoCoffees = new(
        "1", "c-1", [new("CAFE", "Café", new(1299), 2)], 0.14975m, new(2598), new(0), new(389), new(2987));

    protected static CartEvent Opened(string? customer = "c-1") => new CartEvent.Opened("1", "QC", customer, "f");

    protected static CartEvent Put(string sku = "CAFE", int quantity = 2) => new CartEvent.ItemSet(sku, quantity);

    protected static CartEvent Frozen(string saga = "s-1") => new CartEvent.Frozen(saga, TwoCoffees);

    protected static CartEvent Thawed(string saga = "s-1") => new CartEvent.Thawed(saga);

    protected static CartEvent Barred(string saga = "s-1") => new CartEvent.FreezeBarred(saga);

    protected static CartEvent Ordered(string saga = "s-1") => new CartEvent.Ordered(saga);

    protected static CartEvent Abandoned() => new CartEvent.Abandoned();

    protected static Func<Cart, Decision<CartEvent>> Open(StoreView? store, string fingerprint = "f") =>
        cart => CartDecider.Decide(cart, new OpenCart(Till, store?.Id ?? "99", "c-1", fingerprint), store);

    protected static Func<Cart, Decision<CartEvent>> Set(ProductView? product, int quantity) =>
        cart => CartDecider.Decide(cart, new SetCartItem(Till, product?.Sku ?? "NONE", quantity), product);

    protected static Func<Cart, Decision<CartEvent>> Remove(string sku) =>
        cart => CartDecider.Decide(cart, new RemoveCartItem(Till, sku));

    protected static Func<Cart, Decision<CartEvent>> Abandon() =>
        cart => CartDecider.Decide(cart, new AbandonCart(Till));

    protected static Func<Cart, Decision<CartEvent>> Freeze(
        string saga = "s-1", string? customer = null, string? shipTo = null, Money? expected = null,
        ProductView[]? shelf = null) => cart => CartDecider.Decide(
            cart, new FreezeCart(Till, saga, customer, shipTo, expected),
            (shelf ?? [Coffee, Honey, Gone]).ToDictionary(product => product.Sku));

    protected static Func<Cart, Decision<CartEvent>> Thaw(string saga = "s-1") =>
        cart => CartDecider.Decide(cart, new ThawCart(Till, saga));

    protected static Func<Cart, Decision<CartEvent>> Close(string saga = "s-1") =>
        cart => CartDecider.Decide(cart, new CloseCart(Till, saga));
}
