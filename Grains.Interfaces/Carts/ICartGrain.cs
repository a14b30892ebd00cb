namespace PosSaga.Carts;

/// <summary>A cart. Key <c>{tenant}/{cart id}</c>. It does not look at stock; its prices are the catalogue's at the
/// time of reading.</summary>
[Alias("possaga.cart")]
public interface ICartGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such cart.</summary>
    [Alias("Get")] Task<CartView?> Get();

    [Alias("Open")] Task<CommandResult<CartView>> Open(OpenCart command);

    [Alias("SetItem")] Task<CommandResult<CartView>> SetItem(SetCartItem command);

    [Alias("RemoveItem")] Task<CommandResult<CartView>> RemoveItem(RemoveCartItem command);

    [Alias("Abandon")] Task<CommandResult<CartView>> Abandon(AbandonCart command);

    /// <summary>Validates the cart and freezes it for one saga; prices, tax and total are computed here,
    /// once.</summary>
    [Alias("Freeze")] Task<CommandResult<PricedCart>> Freeze(FreezeCart command);

    /// <summary>Opens it again. Of a cart never frozen for that saga: succeeds, and refuses the late
    /// original.</summary>
    [Alias("Thaw")] Task<CommandResult<CartView>> Thaw(ThawCart command);

    /// <summary>The order is complete; the cart can never be ordered again.</summary>
    [Alias("Close")] Task<CommandResult<CartView>> Close(CloseCart command);
}

public enum CartStatus { Open, Frozen, Ordered, Abandoned }

/// <summary>One line, priced.</summary>
[GenerateSerializer, Immutable, Alias("possaga.priced-line")]
public sealed record PricedLine(
    string Sku, string Name, Money UnitPrice, int Quantity)
{
    [System.Text.Json.Serialization.JsonIgnore] public Money LineTotal => UnitPrice * Quantity;
}

[GenerateSerializer, Immutable, Alias("possaga.cart.view")]
public sealed record CartView(
    string Id, string StoreId, string? CustomerId,
    CartStatus Status, IReadOnlyList<PricedLine> Lines,
    Money Subtotal, Money Tax, Money Total, long Version);

/// <summary>What an order will cost, to the cent. Tax is on goods and shipping, rounded half up once per
/// order.</summary>
/// <param name="TaxRate">0.14975 for QC.</param>
[GenerateSerializer, Immutable, Alias("possaga.priced-cart")]
public sealed record PricedCart(
    string StoreId, string? CustomerId, IReadOnlyList<PricedLine> Lines,
    decimal TaxRate, Money Subtotal, Money Shipping,
    Money Tax, Money Total);
