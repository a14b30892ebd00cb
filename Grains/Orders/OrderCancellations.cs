using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;
using static PosSaga.EventSourcing.Decision<PosSaga.Orders.OrderEvent>;
using static PosSaga.Orders.Fulfilment;

namespace PosSaga.Orders;

/// <summary>What a cancellation that is allowed consists of: its pieces, and the refund that it asks for.</summary>
internal static class OrderCancellations
{
    /// <summary>The pieces, and their refund: with the last of an order of which nothing was shipped, also its shipping
    /// and what claims kept.</summary>
    public static Decision<OrderEvent> Part(
        Order order, CancelOrder cancel, string id, CancelFacts facts, IReadOnlyList<ClaimedGoods> goods)
    {
        var reason = OrderDecider.PersonalOf(order, cancel.Origin, id, cancel.Reason)!;
        var refundId = RefundOrder.IdOf(id, order.Cancellations.Count + 1);
        var part = new OrderEvent.PiecesCancelled(
            reason, refundId, goods, order.HasShipped ? PartlyShipped : PartlyCancelled);
        var isLast = OrderDecider.IsWhole(order, cancel) || OrderPieces.Unshipped(order.Apply(part)).Count == 0;
        if (!isLast && order.Cancellations.Count >= OrderDecider.MaxParts)
            return Refuse(OrderLineRefusals.TooManyParts);
        // Once somebody has some of it, it was shipped: what that cost stays paid, and claims keep what they kept.
        var refund = isLast && !order.HasShipped
            ? Refund(order, id, refundId, [.. goods, .. OrderPieces.Kept(order, facts.PaidClaims ?? [])]) with
            {
                Shipping = order.Cart!.Shipping, Goodwill = Fees(facts.PaidClaims ?? []),
            }
            : Refund(order, id, refundId, goods) with { Shipping = Money.Zero };
        var key = OrderDecider.KeyOf(cancel.Key, cancel.Fingerprint);
        if (order.Cancellations.Count == 0 && OrderDecider.IsWhole(order, cancel))
            return RecordOnce(key, new OrderEvent.Cancelled(reason, refund));
        if (isLast)
            part = part with { Fulfilment = order.HasShipped ? Shipped : Cancelled };
        return RecordOnce(key, part, new OrderEvent.RefundAsked(refund));
    }

    private static RefundOrder Refund(
        Order order, string id, string refundId, IReadOnlyList<ClaimedGoods> goods) => new(
        refundId, ClaimId: null, id, order.PaymentId, order.Cart!.StoreId, order.Cart.CustomerId, Type: null,
        order.Cart.TaxRate, goods);

    // Untaxed, as the fee was.
    private static Money? Fees(IReadOnlyList<PaidClaim> paid) =>
        paid.Aggregate(Money.Zero, (sum, claim) => sum + claim.Fee) is { IsZero: false } fees ? fees : null;

    /// <summary>Null where none has failed.</summary>
    /// <param name="only">Null: all that have failed.</param>
    public static Decision<OrderEvent>? Again(
        Order order, CancelOrder cancel, string id, CancelFacts facts, string? only = null)
    {
        var reason = OrderDecider.PersonalOf(order, cancel.Origin, id, cancel.Reason)!;
        OrderEvent[] again =
        [
            .. order.Cancellations.Where(one =>
                    (only is null || one.RefundId == only) && facts.FailedRefunds?.Contains(one.RefundId) == true)
                .SelectMany(one => Retried(reason, id, one.Refund!.Asked)),
        ];
        return again.Length > 0 ? RecordOnce(OrderDecider.KeyOf(cancel.Key, cancel.Fingerprint), again) : null;
    }

    private static IEnumerable<OrderEvent> Retried(Personal<string> reason, string id, RefundOrder failed)
    {
        var next = failed with { Attempt = (failed.Attempt ?? 1) + 1 };
        return failed.RefundId == id
            ? [new OrderEvent.RefundRetried(reason, next)]
            :
            [
                new OrderEvent.LaterRefundRetried(reason, failed.RefundId, next.Attempt.Value),
                new OrderEvent.RefundAsked(next),
            ];
    }
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
