using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Carts;

/// <summary>What a customer means to buy. It holds no price: the catalogue does, until an order freezes it.</summary>
[StoredAs("cart.state/1")]
public sealed record Cart : IAggregate<Cart, CartEvent>
{
    public static Cart Initial { get; } = new();

    public string? StoreId { get; init; }

    public string Province { get; init; } = "";

    public string? CustomerId { get; init; }

    public string Fingerprint { get; init; } = "";

    public CartStatus Status { get; init; }

    /// <summary>One line per SKU, in the order in which they were first put in.</summary>
    public ImmutableArray<CartLine> Lines { get; init; } = [];

    /// <summary>The saga that it is frozen for, or that ordered it.</summary>
    public string? SagaId { get; init; }

    /// <summary>As computed when it was frozen; the same saga asking again gets the same total.</summary>
    public PricedCart? Priced { get; init; }

    /// <summary>Sagas that gave this cart up: whatever of theirs still arrives is refused.</summary>
    public ImmutableArray<string> Barred { get; init; } = [];

    public long Version { get; init; }

    [JsonIgnore] public bool Exists => StoreId is not null;

    public int QuantityOf(string sku) => Lines.FirstOrDefault(line => line.Sku == sku)?.Quantity ?? 0;

    public Cart Apply(CartEvent @event) => (@event switch
    {
        CartEvent.Opened e => this with
        {
            StoreId = e.StoreId, Province = e.Province, CustomerId = e.CustomerId, Fingerprint = e.Fingerprint,
        },
        CartEvent.ItemSet e => this with { Lines = With(e.Sku, e.Quantity) },
        CartEvent.ItemRemoved e => this with { Lines = Lines.RemoveAll(line => line.Sku == e.Sku) },
        CartEvent.Abandoned => this with { Status = CartStatus.Abandoned },
        CartEvent.Frozen e => this with { Status = CartStatus.Frozen, SagaId = e.SagaId, Priced = e.Cart },
        CartEvent.Thawed e => this with
        {
            Status = CartStatus.Open, SagaId = null, Priced = null, Barred = Barred.Add(e.SagaId),
        },
        CartEvent.FreezeBarred e => this with { Barred = Barred.Add(e.SagaId) },
        CartEvent.Ordered => this with { Status = CartStatus.Ordered },
        _ => throw new InvalidOperationException($"A cart does not know {@event.GetType().Name}."),
    }) with { Version = Version + 1 };

    private ImmutableArray<CartLine> With(string sku, int quantity)
    {
        for (var i = 0; i < Lines.Length; i++)
            if (Lines[i].Sku == sku)
                return Lines.SetItem(i, new CartLine(sku, quantity));
        return Lines.Add(new CartLine(sku, quantity));
    }
}

/// <param name="Quantity">1 to 999.</param>
public sealed record CartLine(string Sku, int Quantity);
