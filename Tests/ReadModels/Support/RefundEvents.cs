using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.ReadModels;

/// <summary>Events of refunds as grains would write them.</summary>
internal static class RefundEvents
{
    public static readonly RefundAmounts Amounts = new(new(2598), new(299), new(389), new(2688));

    private static readonly ClaimedGoods[] Goods =
    [
        new("cafe", "Café", 2, Condition.Damaged, new Money(2598)),
        new("tea", "Thé vert", 1, Condition.NotReturned, new Money(899)),
    ];

    public static ClaimEvent.RefundRequested AskedByClaim(string id, DateTimeOffset at) =>
        new(Order(id, id, "order-" + id)) { At = at };

    public static OrderEvent.Cancelled Cancelled(string tenant, string id) =>
        new(new Personal<string>($"{tenant}/order/{id}", "Changed my mind."), Order(id, null, id));

    /// <summary>One piece of the tea of an order is cancelled.</summary>
    public static OrderEvent[] Part(string tenant, string order, string refund, Fulfilment fulfilment) =>
    [
        new OrderEvent.PiecesCancelled(
            new Personal<string>($"{tenant}/order/{order}", "Fewer."), refund,
            [new("tea", "Thé vert", 1, Condition.Resellable, new Money(899))], fulfilment),
        new OrderEvent.RefundAsked(Order(refund, null, order)),
    ];

    public static RefundOrder Order(string id, string? claim, string order) => new(
        id, claim, order, order, "3", "ann", claim is null ? null : ClaimType.ProductDefect, 0.14975m, Goods);

    public static RefundEvent Requested(string id, DateTimeOffset at) =>
        new RefundEvent.Requested(Order(id, id, "order-" + id)) { At = at, Handled = 1 };

    public static RefundEvent Seen(
        RefundStatus step, DateTimeOffset at, string? failure = null, bool awaitsUndo = false) =>
        new RefundEvent.StepSeen(step, step == RefundStatus.Reserved ? Amounts : null, failure, awaitsUndo)
        {
            At = at, Handled = 1,
        };

    /// <summary>Everything that a record may say, in some order that a refund can take.</summary>
    public static IEnumerable<RefundEvent> SomeWay(string id, Random random, DateTimeOffset at)
    {
        yield return Requested(id, at);
        if (random.Next(4) == 0)
            yield return new RefundEvent.NeedsOperator("stood-still") { At = at.AddSeconds(1), Handled = 1 };
        if (random.Next(5) == 0)
        {
            yield return Seen(RefundStatus.Rejected, at.AddSeconds(2), "nothing-left");
            yield return new RefundEvent.Failed("nothing-left") { At = at.AddSeconds(3), Handled = 1 };
            yield break;
        }
        yield return Seen(RefundStatus.Reserved, at.AddSeconds(4));
        yield return Seen(RefundStatus.Restocked, at.AddSeconds(5));
        if (random.Next(3) > 0)
        {
            yield return Seen(RefundStatus.Settled, at.AddSeconds(6));
            yield return new RefundEvent.Completed(Amounts.Amount) { At = at.AddSeconds(7), Handled = 1 };
            yield break;
        }
        yield return Seen(RefundStatus.Released, at.AddSeconds(8), "gateway-refused", awaitsUndo: true);
        yield return random.Next(2) == 0
            ? new RefundEvent.UndoSeen { At = at.AddSeconds(9), Handled = 1 }
            : new RefundEvent.NotificationSeen { At = at.AddSeconds(9), Handled = 1 };
        if (random.Next(2) == 0)
            yield return new RefundEvent.NeedsOperator("sold again") { At = at.AddSeconds(10), Handled = 1 };
        yield return new RefundEvent.Failed("gateway-refused") { At = at.AddSeconds(11), Handled = 1 };
    }
}
