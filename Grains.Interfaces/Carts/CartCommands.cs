using PosSaga.Journal;

namespace PosSaga.Carts;

/// <param name="Fingerprint">Of the request; the same cart opened again with the same one is a repetition.</param>
[GenerateSerializer, Immutable, Alias("possaga.cart.open")]
public sealed record OpenCart(
    Origin Origin, string StoreId, string? CustomerId, string Fingerprint);

/// <param name="Quantity">1 to 999; replaces what was there.</param>
[GenerateSerializer, Immutable, Alias("possaga.cart.set-item")]
public sealed record SetCartItem(Origin Origin, string Sku, int Quantity, VersionCondition? IfMatch = null);

[GenerateSerializer, Immutable, Alias("possaga.cart.remove-item")]
public sealed record RemoveCartItem(Origin Origin, string Sku, VersionCondition? IfMatch = null);

[GenerateSerializer, Immutable, Alias("possaga.cart.abandon")]
public sealed record AbandonCart(Origin Origin, VersionCondition? IfMatch = null);

/// <param name="CustomerId">Must be the cart's customer where both are given.</param>
/// <param name="ShipToProvince">Given for an online order: 9.99 shipping, tax of that province.</param>
/// <param name="ExpectedTotal">What the customer was shown; another total refuses.</param>
[GenerateSerializer, Immutable, Alias("possaga.cart.freeze")]
public sealed record FreezeCart(
    Origin Origin, string SagaId, string? CustomerId,
    string? ShipToProvince, Money? ExpectedTotal);

[GenerateSerializer, Immutable, Alias("possaga.cart.thaw")]
public sealed record ThawCart(Origin Origin, string SagaId);

[GenerateSerializer, Immutable, Alias("possaga.cart.close")]
public sealed record CloseCart(Origin Origin, string SagaId);

public abstract record CartEvent
{
    /// <param name="Province">The store's, for tax.</param>
    [StoredAs("cart.opened/1")]
    public sealed record Opened(string StoreId, string Province, string? CustomerId, string Fingerprint) : CartEvent;

    [StoredAs("cart.item-set/1")] public sealed record ItemSet(string Sku, int Quantity) : CartEvent;

    [StoredAs("cart.item-removed/1")] public sealed record ItemRemoved(string Sku) : CartEvent;

    [StoredAs("cart.abandoned/1")] public sealed record Abandoned : CartEvent;

    /// <param name="Cart">As priced then; the same saga asking again gets this answer, whatever the catalogue says by
    /// then.</param>
    [StoredAs("cart.frozen/1")] public sealed record Frozen(string SagaId, PricedCart Cart) : CartEvent;

    [StoredAs("cart.thawed/1")] public sealed record Thawed(string SagaId) : CartEvent;

    /// <summary>Undo of a freeze that never arrived: the late original is refused.</summary>
    [StoredAs("cart.freeze-barred/1")] public sealed record FreezeBarred(string SagaId) : CartEvent;

    [StoredAs("cart.ordered/1")] public sealed record Ordered(string SagaId) : CartEvent;

    private CartEvent() { }
}
