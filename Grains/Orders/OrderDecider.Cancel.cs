using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;
using static PosSaga.EventSourcing.Decision<PosSaga.Orders.OrderEvent>;
using static PosSaga.Orders.Fulfilment;
using static PosSaga.Orders.OrderRefusals;

namespace PosSaga.Orders;

/// <summary>How an order is taken back, in parts or as a whole, and what is given back for it.</summary>
public static partial class OrderDecider
{
    /// <summary>Lines of what is neither shipped nor held by a claim, or all that is left. Where nothing was shipped, all
    /// that is left is the whole order: of pieces that claims have refunded, the share of their price that was kept, with
    /// the fee, and the goods that did not come back with the claim; and while a claim is still at work about a piece
    /// nobody knows yet whether it will be, so that claim is closed first. With nothing left, refunds that have failed are
    /// attempted once more.</summary>
    /// <param name="id">Of the order.</param>
    public static Decision<OrderEvent> Decide(Order order, CancelOrder cancel, string id, CancelFacts facts) =>
        order switch
        {
            { Exists: false }                            => Refuse(NoSuchOrder),
            _ when IsStale(order, cancel.IfMatch)        => Refuse(Stale(cancel.IfMatch!, order.Version)),
            _ when cancel.RefundId is { } refund         => Again(order, cancel, id, facts, refund) ?? Replay,
            _ when cancel.Lines is { Count: 0 }          => Refuse(OrderLineRefusals.NoLines),
            { IsOpen: false } when cancel.Lines is null && Again(order, cancel, id, facts) is { } again => again,
            { WasCancelled: true } when cancel.Lines is null => Replay,
            { IsOpen: false }                            => Refuse(NotAllowedWhile(order.Fulfilment)),
            _ when IsWhole(order, cancel) && facts.IsClaimOpen => Refuse(Claimed),
            _ when !facts.IsPaid                         => Refuse(NotPaidYet),
            _ => OrderPieces.Cancel(order, cancel.Lines) switch
            {
                (_, { } refusal) => Refuse(refusal),
                ({ Count: 0 }, _) when !IsWhole(order, cancel) =>
                    Again(order, cancel, id, facts) ?? Refuse(OrderLineRefusals.NothingToCancel),
                var (goods, _) => Cancellation(order, cancel, id, facts, goods),
            },
        };

    /// <summary>An attempt before the last has nothing to say any more.</summary>
    public static Decision<OrderEvent> Decide(Order order, OrderRefundMoved moved) => order.RefundOf(moved.RefundId) switch
    {
        null when order.Cancellations.Count == 0 => Refuse(NoSuchOrder),
        // Known to somebody else already: the look-up before a refusal finds it.
        null => Refuse(AttemptUnknown),
        { Asked: var asked } when RefundOrder.IsAfter(moved.Attempt, asked.Attempt) => Refuse(AttemptUnknown),
        { Asked: var asked } when asked.Attempt != moved.Attempt  => Replay,
        { Status: RefundStatus.Completed or RefundStatus.Failed } => Replay,
        { Status: var known } when known == moved.Status          => Replay,
        _ => Record(new OrderEvent.RefundMoved(moved.RefundId, moved.Status, moved.Failure, moved.Attempt)),
    };

    /// <summary>Nothing was shipped, and nothing is to be left: whoever needs it asks what claims have
    /// refunded.</summary>
    public static bool IsWhole(Order order, CancelOrder cancel) => cancel.Lines is null && !order.HasShipped;

    private static Decision<OrderEvent> Cancellation(
        Order order, CancelOrder cancel, string id, CancelFacts facts, IReadOnlyList<ClaimedGoods> goods)
    {
        var reason = PersonalOf(order, cancel.Origin, id, cancel.Reason)!;
        var refundId = RefundOrder.IdOf(id, order.Cancellations.Count + 1);
        var part = new OrderEvent.PiecesCancelled(reason, refundId, goods, order.HasShipped ? PartlyShipped : PartlyCancelled);
        var isLast = IsWhole(order, cancel) || OrderPieces.Unshipped(order.Apply(part)).Count == 0;
        if (!isLast && order.Cancellations.Count >= MaxParts)
            return Refuse(OrderLineRefusals.TooManyParts);
        // Once somebody has some of it, it was shipped: what that cost stays paid, and claims keep what they kept.
        var refund = isLast && !order.HasShipped
            ? Refund(order, id, refundId, [.. goods, .. OrderPieces.Kept(order, facts.PaidClaims ?? [])]) with
            {
                Shipping = order.Cart!.Shipping, Goodwill = Fees(facts.PaidClaims ?? []),
            }
            : Refund(order, id, refundId, goods) with { Shipping = Money.Zero };
        var key = KeyOf(cancel.Key, cancel.Fingerprint);
        if (order.Cancellations.Count == 0 && IsWhole(order, cancel))
            return RecordOnce(key, new OrderEvent.Cancelled(reason, refund));
        if (isLast)
            part = part with { Fulfilment = order.HasShipped ? Shipped : Cancelled };
        return RecordOnce(key, part, new OrderEvent.RefundAsked(refund));
    }

    private static RefundOrder Refund(Order order, string id, string refundId, IReadOnlyList<ClaimedGoods> goods) => new(
        refundId, ClaimId: null, id, order.PaymentId, order.Cart!.StoreId, order.Cart.CustomerId, Type: null,
        order.Cart.TaxRate, goods);

    // Untaxed, as the fee was.
    private static Money? Fees(IReadOnlyList<PaidClaim> paid) =>
        paid.Aggregate(Money.Zero, (sum, claim) => sum + claim.Fee) is { IsZero: false } fees ? fees : null;

    /// <summary>Null where none has failed.</summary>
    /// <param name="only">Null: all that have failed.</param>
    private static Decision<OrderEvent>? Again(
        Order order, CancelOrder cancel, string id, CancelFacts facts, string? only = null)
    {
        var reason = PersonalOf(order, cancel.Origin, id, cancel.Reason)!;
        OrderEvent[] again =
        [
            .. order.Cancellations.Where(one =>
                    (only is null || one.RefundId == only) && facts.FailedRefunds?.Contains(one.RefundId) == true)
                .SelectMany(one => Retried(reason, id, one.Refund!.Asked)),
        ];
        return again.Length > 0 ? RecordOnce(KeyOf(cancel.Key, cancel.Fingerprint), again) : null;
    }

    private static IEnumerable<OrderEvent> Retried(Personal<string> reason, string id, RefundOrder failed)
    {
        var next = failed with { Attempt = (failed.Attempt ?? 1) + 1 };
        return failed.RefundId == id
            ? [new OrderEvent.RefundRetried(reason, next)]
            : [new OrderEvent.LaterRefundRetried(reason, failed.RefundId, next.Attempt.Value), new OrderEvent.RefundAsked(next)];
    }

    private static Personal<string>? PersonalOf(Order order, Origin origin, string id, string? text) => text is null
        ? null
        : new(
            order.Cart!.CustomerId is { } customer
                ? $"{origin.Tenant}/customer/{customer}"
                : $"{origin.Tenant}/order/{id}",
            text);

    private static AppendKey? KeyOf(string? key, string? fingerprint) =>
        key is null ? null : new AppendKey(key, fingerprint ?? "");
}

/// <summary>What a cancellation has to know of others.</summary>
/// <param name="IsPaid">Its saga has completed. Before, there is nothing captured to be given back.</param>
/// <param name="IsClaimOpen">A claim is about some of it that is not closed with a paid refund.</param>
/// <param name="FailedRefunds">Of its cancellations, whose last attempt gave nothing back.</param>
/// <param name="PaidClaims">Closed with a paid refund.</param>
public sealed record CancelFacts(
    bool IsPaid, bool IsClaimOpen = false, IReadOnlyList<string>? FailedRefunds = null,
    IReadOnlyList<PaidClaim>? PaidClaims = null);

/// <param name="Type">Says what share of the price was given back.</param>
/// <param name="Fee">That was kept.</param>
public sealed record PaidClaim(string ClaimId, ClaimType Type, Money Fee);
