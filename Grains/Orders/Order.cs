using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PosSaga.Carts;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.Orders;

/// <summary>An order from its confirmation on. What came before is the saga's.</summary>
[StoredAs("order.state/3")]
public sealed record Order : IAggregate<Order, OrderEvent>
{
    public static Order Initial { get; } = new();

    public Fulfilment Fulfilment { get; init; }

    /// <summary>Given up before it was confirmed: there never was such an order, and there never will be.</summary>
    public bool Barred { get; init; }

    /// <summary>Somebody took all of it back; not the same as withdrawn, which its saga does.</summary>
    public bool WasCancelled { get; init; }

    /// <summary>In the order in which they were made, of a part each or of all.</summary>
    public ImmutableList<Cancellation> Cancellations { get; init; } = [];

    public ImmutableList<Shipment> Shipments { get; init; } = [];

    public string CartId { get; init; } = "";

    public PricedCart? Cart { get; init; }

    public string PaymentId { get; init; } = "";

    public string ReservationId { get; init; } = "";

    /// <summary>By claim id: what each holds, or that it let go.</summary>
    public ImmutableDictionary<string, ClaimHold> Claims { get; init; } = ImmutableDictionary<string, ClaimHold>.Empty;

    public long Version { get; init; }

    [JsonIgnore] public bool Exists => Cart is not null;

    /// <summary>Somebody has some of it: from then on shipping stays paid, and claims are about what was
    /// delivered.</summary>
    [JsonIgnore] public bool HasShipped => Shipments.Count > 0;

    /// <summary>Something of it can still be shipped or cancelled.</summary>
    [JsonIgnore] public bool IsOpen =>
        Fulfilment is Fulfilment.Confirmed or Fulfilment.PartlyShipped or Fulfilment.PartlyCancelled;

    /// <summary>Of a cancellation whose money is not paid yet; null where there is none.</summary>
    [JsonIgnore] public OrderRefund? OpenRefund =>
        Cancellations.Find(one => one.Refund is not { Status: RefundStatus.Completed })?.Refund;

    /// <summary>Claims that are about some of it.</summary>
    [JsonIgnore] public IEnumerable<string> Holders =>
        Claims.Where(claim => claim.Value.Goods.Count > 0).Select(claim => claim.Key).Order(StringComparer.Ordinal);

    /// <summary>Null where it has cancelled nothing for it.</summary>
    public OrderRefund? RefundOf(string refundId) => Cancellations.Find(one => one.RefundId == refundId)?.Refund;

    public Order Apply(OrderEvent @event) => (@event switch
    {
        OrderEvent.Confirmed e => this with
        {
            Fulfilment = Fulfilment.Confirmed,
            CartId = e.CartId, Cart = e.Cart, PaymentId = e.PaymentId, ReservationId = e.ReservationId,
        },
        OrderEvent.Withdrawn => this with { Fulfilment = Fulfilment.Cancelled },
        OrderEvent.Barred => this with { Barred = true },
        OrderEvent.Shipped => this with
        {
            Fulfilment = Fulfilment.Shipped, Shipments = Shipments.Add(new(OrderPieces.Unshipped(this), At: null)),
        },
        OrderEvent.PiecesShipped e => this with
        {
            Fulfilment = e.Fulfilment, Shipments = Shipments.Add(new(e.Lines, e.At, e.Carrier, e.Tracking)),
        },
        OrderEvent.Delivered => this with { Fulfilment = Fulfilment.Delivered },
        OrderEvent.Cancelled e => this with
        {
            Fulfilment = Fulfilment.Cancelled, WasCancelled = true,
            Cancellations = Cancellations.Add(new(
                e.Refund.RefundId, OrderPieces.Unclaimed(this), new(e.Refund, RefundStatus.Requested))),
        },
        OrderEvent.PiecesCancelled e => this with
        {
            Fulfilment = e.Fulfilment, WasCancelled = e.Fulfilment == Fulfilment.Cancelled,
            Cancellations = Cancellations.Add(new(e.RefundId, e.Goods, Refund: null)),
        },
        OrderEvent.RefundAsked e => With(e.Refund),
        OrderEvent.RefundRetried e => With(e.Refund),
        OrderEvent.LaterRefundRetried => this,
        OrderEvent.RefundMoved e => With(
            e.RefundId, was => was.Refund! with { Status = e.Status, Failure = e.Failure }),
        OrderEvent.PiecesHeld e => this with { Claims = Claims.SetItem(e.ClaimId, new ClaimHold(e.Wish, e.Goods)) },
        OrderEvent.PiecesLetGo e => this with { Claims = Claims.SetItem(e.ClaimId, new ClaimHold(e.Wish, [])) },
        _ => throw new InvalidOperationException($"An order does not know {@event.GetType().Name}."),
    }) with { Version = Version + 1 };

    private Order With(RefundOrder asked) => With(asked.RefundId, _ => new(asked, RefundStatus.Requested));

    private Order With(string refundId, Func<Cancellation, OrderRefund> refund)
    {
        var at = Cancellations.FindIndex(one => one.RefundId == refundId);
        return at < 0
            ? throw new JournalCorruptException($"The order cancelled nothing for refund {refundId}.")
            : this with
            {
                Cancellations = Cancellations.SetItem(
                    at, Cancellations[at] with { Refund = refund(Cancellations[at]) }),
            };
    }

    /// <summary>Nothing is held for a claim that it does not know.</summary>
    public ClaimHoldContent HeldFor(string claimId) => Held(Claims.GetValueOrDefault(claimId)?.Goods ?? []);

    public ClaimHoldContent Held(IReadOnlyList<ClaimedGoods> goods) =>
        new(Cart!.StoreId, Cart.CustomerId, PaymentId, Cart.TaxRate, goods, Cart.Shipping.IsZero ? null : Cart.Shipping);

    public OrderView View(string id) => new(
        id, Fulfilment, Cart ?? Nothing, CartId, PaymentId, Version,
        Cancellations.Count > 0 ? Cancellations[^1].Refund : null,
        [.. Shipments.Select(shipment => shipment.View)], [.. Cancellations.Select(one => one.View)],
        Exists ? OrderPieces.Progress(this) : []);

    /// <summary>Of an order that was barred: nothing was bought.</summary>
    private static readonly PricedCart Nothing = new("", null, [], 0, Money.Zero, Money.Zero, Money.Zero, Money.Zero);
}

/// <param name="At">Null of one that an earlier version wrote down.</param>
public sealed record Shipment(
    IReadOnlyList<OrderedPieces> Lines, DateTimeOffset? At, string? Carrier = null, Personal<string>? Tracking = null)
{
    [JsonIgnore]
    public OrderShipment View => new(Lines, At, Carrier, Tracking is { IsErased: false } number ? number.Value : null);
}

/// <param name="Goods">The pieces that were taken back, with what was paid for exactly these.</param>
/// <param name="Refund">By its last attempt; null only between two events of one append.</param>
public sealed record Cancellation(string RefundId, IReadOnlyList<ClaimedGoods> Goods, OrderRefund? Refund)
{
    [JsonIgnore]
    public OrderCancellation View =>
        new([.. Goods.Select(goods => new OrderedPieces(goods.Sku, goods.Quantity))], Refund!);
}
