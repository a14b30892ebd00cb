using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Orders;

/// <summary>What one claim holds of an order.</summary>
/// <param name="Goods">Empty once it let go: the mark refuses a hold of that wish that arrives late.</param>
public sealed record ClaimHold(long Wish, IReadOnlyList<ClaimedGoods> Goods);

/// <summary>Parts an order's lines among shipments, cancellations and claims: never more pieces than were bought, never
/// more money than was paid.</summary>
internal static class OrderPieces
{
    /// <summary>The goods for a claim, or why not.</summary>
    public static (IReadOnlyList<ClaimedGoods> Goods, Refusal? Refusal) Take(Order order, HoldForClaim wanted)
    {
        var shares = Shares(order, except: wanted.ClaimId);
        var goods = new List<ClaimedGoods>();
        foreach (var line in wanted.Lines.Count > 0 ? wanted.Lines : Rest(shares, wanted.Otherwise))
        {
            if (!shares.TryGetValue(line.Sku, out var share))
                return (goods, PiecesRefusals.NotInOrder(line.Sku));
            if (line.Quantity < 1 || line.Quantity > share.Unclaimed)
                return (goods, PiecesRefusals.TooMany(line.Sku, line.Quantity, share.Unclaimed));
            goods.Add(share.Goods(line.Quantity, line.Condition, share.Claim(line.Quantity)));
        }

        return goods.Count > 0 ? (goods, null) : (goods, PiecesRefusals.NothingLeft);
    }

    /// <summary>The goods of a cancellation, or why not.</summary>
    /// <param name="lines">Null: all that can be.</param>
    public static (IReadOnlyList<ClaimedGoods> Goods, Refusal? Refusal) Cancel(
        Order order, IReadOnlyList<OrderedPieces>? lines)
    {
        var shares = Shares(order);
        var goods = new List<ClaimedGoods>();
        foreach (var line in lines ?? Rest(shares, share => share.Cancellable))
        {
            if (!shares.TryGetValue(line.Sku, out var share))
                return (goods, OrderLineRefusals.NotInOrder(line.Sku));
            if (line.Quantity < 1 || line.Quantity > share.Cancellable)
                return (goods, OrderLineRefusals.TooManyToCancel(line.Sku, line.Quantity, share.Cancellable));
            goods.Add(share.Goods(line.Quantity, Condition.Resellable, share.Cancel(line.Quantity)));
        }

        return (goods, null);
    }

    /// <summary>The pieces of a shipment by SKU, or why not.</summary>
    /// <param name="lines">Null: all that are left.</param>
    public static (IReadOnlyList<OrderedPieces> Lines, Refusal? Refusal) Ship(
        Order order, IReadOnlyList<OrderedPieces>? lines)
    {
        var shares = Shares(order);
        var shipped = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in lines ?? Rest(shares, share => share.Unshipped))
        {
            if (!shares.TryGetValue(line.Sku, out var share))
                return ([], OrderLineRefusals.NotInOrder(line.Sku));
            if (line.Quantity < 1 || line.Quantity > share.Unshipped)
                return ([], OrderLineRefusals.TooManyToShip(line.Sku, line.Quantity, share.Unshipped));
            share.Ship(line.Quantity);
            shipped[line.Sku] = shipped.GetValueOrDefault(line.Sku) + line.Quantity;
        }

        return ([.. shares.Keys.Where(shipped.ContainsKey).Select(sku => new OrderedPieces(sku, shipped[sku]))], null);
    }

    /// <summary>What is neither shipped nor cancelled.</summary>
    public static IReadOnlyList<OrderedPieces> Unshipped(Order order) =>
        Rest(Shares(order), share => share.Unshipped);

    /// <summary>Whatever no claim holds, and was not cancelled.</summary>
    public static IReadOnlyList<ClaimedGoods> Unclaimed(Order order) =>
    [
        .. from share in Shares(order).Values
           where share.Unclaimed > 0
           let pieces = share.Unclaimed
           select share.Goods(pieces, Condition.Resellable, share.Claim(pieces)),
    ];

    public static IReadOnlyList<LineProgress> Progress(Order order) =>
    [
        .. Shares(order).Values.Select(share => new LineProgress(
            share.Sku, share.Shipped, order.WasCancelled ? share.Bought : share.Cancelled)),
    ];

    /// <summary>What was kept of pieces that claims have refunded, when the whole order is taken back: the rest of their
    /// price, counted once per SKU so that it adds up to the cent, and the goods that the claim did not bring
    /// back.</summary>
    public static IEnumerable<ClaimedGoods> Kept(Order order, IReadOnlyList<PaidClaim> paid)
    {
        var refunded = paid.SelectMany(claim => order.Claims[claim.ClaimId].Goods.Select(
            goods => (Goods: goods, Due: goods.Paid.Amount * RefundRules.RateOf(claim.Type))));
        foreach (var sku in refunded.GroupBy(one => one.Goods.Sku, StringComparer.Ordinal))
        {
            var kept = new Money(
                sku.Sum(one => one.Goods.Paid.Amount) - RefundRules.HalfUp(sku.Sum(one => one.Due)).Amount);
            var first = sku.First().Goods;
            if (sku.Where(one => one.Goods.Condition == Condition.NotReturned).Sum(one => one.Goods.Quantity)
                is > 0 and var inStore)
                yield return first with { Quantity = inStore, Condition = Condition.Resellable, Paid = kept };
            else if (!kept.IsZero)
                yield return first with { Condition = Condition.NotReturned, Paid = kept };
        }
    }

    private static List<ClaimLine> Rest(OrderedDictionary<string, OrderShare> shares, Condition condition) =>
        [.. Rest(shares, share => share.Unclaimed).Select(rest => new ClaimLine(rest.Sku, rest.Quantity, condition))];

    private static List<OrderedPieces> Rest(
        OrderedDictionary<string, OrderShare> shares, Func<OrderShare, int> left) =>
        [.. shares.Values.Where(share => left(share) > 0).Select(share => new OrderedPieces(share.Sku, left(share)))];

    // Lines of one SKU are added up first; the order of the sale is kept.
    private static OrderedDictionary<string, OrderShare> Shares(Order order, string? except = null)
    {
        var shares = new OrderedDictionary<string, OrderShare>(StringComparer.Ordinal);
        foreach (var line in order.Cart!.Lines)
        {
            if (shares.TryGetValue(line.Sku, out var share))
                share.Add(line.Quantity, line.LineTotal);
            else
                shares.Add(line.Sku, new OrderShare(line.Sku, line.Name, line.Quantity, line.LineTotal));
        }

        foreach (var goods in order.Claims.Where(claim => claim.Key != except).SelectMany(claim => claim.Value.Goods))
            shares[goods.Sku].Claim(goods.Quantity, goods.Paid);
        foreach (var goods in order.Cancellations.SelectMany(cancellation => cancellation.Goods))
            shares[goods.Sku].Cancel(goods.Quantity, goods.Paid);
        foreach (var pieces in order.Shipments.SelectMany(shipment => shipment.Lines))
            shares[pieces.Sku].Ship(pieces.Quantity);
        return shares;
    }
}
