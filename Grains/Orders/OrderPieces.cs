using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Orders;

/// <summary>What one claim holds of an order.</summary>
/// <param name="Goods">Empty once it let go: the mark refuses a hold of that wish that arrives late.</param>
public sealed record ClaimHold(long Wish, IReadOnlyList<ClaimedGoods> Goods);

/// <summary>Parts an order's lines among claims: never more pieces than were bought, never more money than was
/// paid.</summary>
internal static class OrderPieces
{
    /// <summary>The goods, or why not.</summary>
    public static (IReadOnlyList<ClaimedGoods> Goods, Refusal? Refusal) Take(Order order, HoldForClaim wanted)
    {
        var shares = Shares(order, except: wanted.ClaimId);
        var goods = new List<ClaimedGoods>();
        foreach (var line in wanted.Lines.Count > 0 ? wanted.Lines : Rest(shares, wanted.Otherwise))
        {
            if (!shares.TryGetValue(line.Sku, out var share))
                return (goods, PiecesRefusals.NotInOrder(line.Sku));
            if (line.Quantity < 1 || line.Quantity > share.Left)
                return (goods, PiecesRefusals.TooMany(line.Sku, line.Quantity, share.Left));
            goods.Add(new ClaimedGoods(line.Sku, share.Name, line.Quantity, line.Condition, share.Take(line.Quantity)));
        }

        return goods.Count > 0 ? (goods, null) : (goods, PiecesRefusals.NothingLeft);
    }

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

    private static List<ClaimLine> Rest(Dictionary<string, Share> shares, Condition condition) =>
    [
        .. from share in shares.Values
           where share.Left > 0
           select new ClaimLine(share.Sku, share.Left, condition),
    ];

    // Lines of one SKU are added up first; the order of the sale is kept.
    private static Dictionary<string, Share> Shares(Order order, string except)
    {
        var shares = new Dictionary<string, Share>(StringComparer.Ordinal);
        foreach (var line in order.Cart!.Lines)
        {
            if (shares.TryGetValue(line.Sku, out var share))
                share.Add(line.Quantity, line.LineTotal);
            else
                shares.Add(line.Sku, new Share(line.Sku, line.Name, line.Quantity, line.LineTotal));
        }

        foreach (var (claimId, hold) in order.Claims)
        {
            if (claimId == except)
                continue;
            foreach (var goods in hold.Goods)
                shares[goods.Sku].Held(goods.Quantity, goods.Paid);
        }

        return shares;
    }

    /// <summary>One SKU: what was bought and paid, and how much of it claims hold.</summary>
    private sealed class Share(string sku, string name, int bought, Money paid)
    {
        private int _held;
        private Money _heldPaid = Money.Zero;

        public string Sku => sku;

        public string Name => name;

        public int Left => bought - _held;

        public void Add(int quantity, Money total) => (bought, paid) = (bought + quantity, paid + total);

        public void Held(int quantity, Money total) => (_held, _heldPaid) = (_held + quantity, _heldPaid + total);

        /// <summary>What was paid for so many more pieces. Counted from the first piece on, so that the rounding of one
        /// part is made good by the next, and all parts together are the whole, whoever lets go in between.</summary>
        public Money Take(int quantity)
        {
            var upToHere = Part(_held + quantity);
            var part = upToHere > _heldPaid ? upToHere - _heldPaid : Money.Zero;
            Held(quantity, part);
            return part;
        }

        // Half up, in whole numbers: a third of a price has no exact decimal.
        private Money Part(int pieces) => new(((paid.Amount * pieces * 2) + bought) / (2L * bought), paid.Currency);
    }
}
