using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PosSaga.Carts;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.Orders;

/// <summary>An order from its confirmation on. What came before is the saga's.</summary>
[StoredAs("order.state/2")]
public sealed record Order : IAggregate<Order, OrderEvent>
{
    public static Order Initial { get; } = new();

    public Fulfilment Fulfilment { get; init; }

    /// <summary>Given up before it was confirmed: there never was such an order, and there never will be.</summary>
    public bool Barred { get; init; }

    /// <summary>Somebody took it back; not the same as withdrawn, which its saga does.</summary>
    public bool WasCancelled { get; init; }

    /// <summary>What the cancellation gives back, by its last attempt; null while it was not cancelled.</summary>
    public OrderRefund? Refund { get; init; }

    public string CartId { get; init; } = "";

    public PricedCart? Cart { get; init; }

    public string PaymentId { get; init; } = "";

    public string ReservationId { get; init; } = "";

    /// <summary>By claim id: what each holds, or that it let go.</summary>
    public ImmutableDictionary<string, ClaimHold> Claims { get; init; } = ImmutableDictionary<string, ClaimHold>.Empty;

    public long Version { get; init; }

    [JsonIgnore] public bool Exists => Cart is not null;

    /// <summary>Claims that are about some of it.</summary>
    [JsonIgnore] public IEnumerable<string> Holders =>
        Claims.Where(claim => claim.Value.Goods.Count > 0).Select(claim => claim.Key).Order(StringComparer.Ordinal);

    public Order Apply(OrderEvent @event) => (@event switch
    {
        OrderEvent.Confirmed e => this with
        {
            Fulfilment = Fulfilment.Confirmed,
            CartId = e.CartId, Cart = e.Cart, PaymentId = e.PaymentId, ReservationId = e.ReservationId,
        },
        OrderEvent.Withdrawn => this with { Fulfilment = Fulfilment.Cancelled },
        OrderEvent.Barred => this with { Barred = true },
        OrderEvent.Shipped => this with { Fulfilment = Fulfilment.Shipped },
        OrderEvent.Delivered => this with { Fulfilment = Fulfilment.Delivered },
        OrderEvent.Cancelled e => this with
        {
            Fulfilment = Fulfilment.Cancelled, WasCancelled = true, Refund = new(e.Refund, RefundStatus.Requested),
        },
        OrderEvent.RefundRetried e => this with { Refund = new(e.Refund, RefundStatus.Requested) },
        OrderEvent.RefundMoved e => this with { Refund = Refund! with { Status = e.Status, Failure = e.Failure } },
        OrderEvent.PiecesHeld e => this with { Claims = Claims.SetItem(e.ClaimId, new ClaimHold(e.Wish, e.Goods)) },
        OrderEvent.PiecesLetGo e => this with { Claims = Claims.SetItem(e.ClaimId, new ClaimHold(e.Wish, [])) },
        _ => throw new InvalidOperationException($"An order does not know {@event.GetType().Name}."),
    }) with { Version = Version + 1 };

    /// <summary>Nothing is held for a claim that it does not know.</summary>
    public ClaimHoldContent HeldFor(string claimId) => Held(Claims.GetValueOrDefault(claimId)?.Goods ?? []);

    public ClaimHoldContent Held(IReadOnlyList<ClaimedGoods> goods) =>
        new(Cart!.StoreId, Cart.CustomerId, PaymentId, Cart.TaxRate, goods, Cart.Shipping.IsZero ? null : Cart.Shipping);

    public OrderView View(string id) => new(id, Fulfilment, Cart ?? Nothing, CartId, PaymentId, Version, Refund);

    /// <summary>Of an order that was barred: nothing was bought.</summary>
    private static readonly PricedCart Nothing = new("", null, [], 0, Money.Zero, Money.Zero, Money.Zero, Money.Zero);
}
