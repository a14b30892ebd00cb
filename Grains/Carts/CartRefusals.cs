using PosSaga.Stores;

namespace PosSaga.Carts;

/// <summary>What carts say no to. What a saga is told is of kind CartInvalid: it ends the order.</summary>
public static class CartRefusals
{
    public static Refusal NoSuchCart(RefusalKind kind = RefusalKind.NotFound) => new(
        "cart-not-found", kind, "There is no such cart.");

    public static Refusal KeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This cart was opened with other content.");

    public static Refusal DoesNotSell(StoreKind kind) => new(
        "store-does-not-sell", RefusalKind.Validation, $"Nothing is sold in a place of kind {kind}.");

    public static Refusal Stale(VersionCondition seen, long actual) => new(
        "cart-changed", RefusalKind.PreconditionFailed, "The cart was changed. " + seen.Text(actual));

    public static Refusal QuantityOutOfRange { get; } = new(
        "quantity-out-of-range", RefusalKind.Validation, $"A line holds 1 to {CartDecider.MaxQuantity} pieces.");

    public static Refusal CartFull { get; } = new(
        "cart-full", RefusalKind.CartInvalid, $"A cart holds at most {CartDecider.MaxLines} different products.");

    public static Refusal NotAllowedWhile(CartStatus status) => new(
        "cart-not-open", RefusalKind.InvalidState, $"The cart is {status}.");

    public static Refusal Empty { get; } = new("cart-empty", RefusalKind.CartInvalid, "The cart is empty.");

    public static Refusal Inactive(string sku) => new(
        "product-inactive", RefusalKind.CartInvalid, $"{sku} is not sold any more.");

    public static Refusal CustomerDiffers { get; } = new(
        "customer-differs", RefusalKind.CartInvalid, "The cart belongs to another customer than the order.");

    public static Refusal TotalDiffers(Money expected, Money actual) => new(
        "total-differs", RefusalKind.CartInvalid, $"The total is {actual}, not {expected}.");

    public static Refusal AlreadyOrdered(RefusalKind kind = RefusalKind.CartInvalid) => new(
        "cart-already-ordered", kind, "This cart was ordered already.");

    public static Refusal FrozenForAnother { get; } = new(
        "cart-frozen", RefusalKind.CartInvalid, "Another order is at work on this cart.");

    public static Refusal Abandoned { get; } = new(
        "cart-abandoned", RefusalKind.CartInvalid, "The cart was abandoned.");

    public static Refusal FreezeBarred { get; } = new(
        "cart-freeze-barred", RefusalKind.CartInvalid, "This order has given the cart up.");

    public static Refusal TooManyAttempts { get; } = new(
        "cart-too-many-attempts", RefusalKind.CartInvalid,
        $"{CartDecider.MaxAttempts} orders of this cart have failed; open a new one.");

    public static Refusal NotFrozenFor(string sagaId) => new(
        "cart-not-frozen", RefusalKind.InvalidState, $"The cart is not frozen for order {sagaId}.");
}
