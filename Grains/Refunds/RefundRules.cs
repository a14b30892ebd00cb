using PosSaga.Claims;

namespace PosSaga.Refunds;

/// <summary>What a refund pays, to the cent: the one function behind preview and payment. What was rounded once at the
/// sale is given back by the rounding of running totals, so that parts add up to the whole, and are never more on the
/// way.</summary>
public static class RefundRules
{
    /// <summary>Handling fee where only a part of the price is given back.</summary>
    public static readonly Money Fee = new(299);

    /// <summary>Share of the paid price that is given back.</summary>
    public static decimal RateOf(ClaimType type) => type switch
    {
        ClaimType.ProductDefect => 1.0m,
        ClaimType.DeliveryIssue => 0.5m,
        ClaimType.BillingError => 1.0m,
        ClaimType.ServiceComplaint => 0.3m,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A claim type without a rate."),
    };

    /// <summary>The first refund of its payment.</summary>
    public static RefundAmounts Amounts(RefundOrder refund, Money refundable) =>
        Of(refund, RefundedSoFar.Nothing, refundable).Amounts;

    /// <summary>The first refund of its payment, of goods only.</summary>
    public static RefundAmounts Amounts(
        ClaimType? type, IReadOnlyList<ClaimedGoods> goods, decimal taxRate, Money refundable) =>
        Amounts(new RefundOrder("", null, "", "", "", null, type, taxRate, goods), refundable);

    /// <summary>amount = goods − fee + tax, always, and never above <paramref name="refundable"/>.</summary>
    /// <param name="soFar">Of the other refunds of the payment.</param>
    /// <param name="refundable">What is left of the payment: captured − refunded − reserved for refund.</param>
    public static RefundBreakdown Of(RefundOrder refund, RefundedSoFar soFar, Money refundable)
    {
        var left = Money.AtLeastZero(refundable);
        // A cancellation of an earlier version: whatever is left.
        if (refund is { Type: null, Shipping: null })
            return Everything(refund.TaxRate, left);

        var rate = refund.Type is { } type ? RateOf(type) : 1m;
        var lines = Lines(refund, soFar, rate);
        var goods = Sum(lines.Select(line => line.Goods));
        var fee = rate < 1 ? Smaller(Fee, goods) : Money.Zero;
        var shipping = Money.AtLeastZero((refund.Shipping ?? soFar.Shipping) - soFar.Shipping);
        var taxes = Taxes(refund, lines, shipping, soFar);
        var goodwill = refund.Goodwill ?? Money.Zero;
        var due = goods + shipping + goodwill - fee + Sum(taxes.Select(tax => tax.Tax));
        return due > left
            ? Shortened(refund, lines, fee, shipping, taxes, goodwill, left)
            : Whole(lines, fee, shipping, taxes, goodwill);
    }

    /// <summary>By SKU, in the order of the refund. A gift is worth nothing, and is a line all the same.</summary>
    private static List<RefundedLine> Lines(RefundOrder refund, RefundedSoFar soFar, decimal rate)
    {
        var lines = new List<RefundedLine>(refund.Goods.Count);
        foreach (var pieces in refund.Goods.GroupBy(goods => goods.Sku, StringComparer.Ordinal))
        {
            var due = Sum(pieces.Select(goods => goods.Paid)).Amount * rate;
            var (before, given) = soFar.Line(pieces.Key);
            lines.Add(new RefundedLine(pieces.Key, due, Money.AtLeastZero(HalfUp(before + due) - given)));
        }

        return lines;
    }

    /// <summary>Shipping is taxed at the sale's rate, with the goods.</summary>
    private static List<RefundedTax> Taxes(
        RefundOrder refund, List<RefundedLine> lines, Money shipping, RefundedSoFar soFar)
    {
        var rates = refund.Goods.GroupBy(goods => goods.Sku, StringComparer.Ordinal)
            .ToDictionary(pieces => pieces.Key, pieces => pieces.First().TaxRate ?? refund.TaxRate);
        var nets = new SortedDictionary<decimal, Money>();
        foreach (var line in lines)
            nets[rates[line.Sku]] = nets.GetValueOrDefault(rates[line.Sku], Money.Zero) + line.Goods;
        if (!shipping.IsZero)
            nets[refund.TaxRate] = nets.GetValueOrDefault(refund.TaxRate, Money.Zero) + shipping;

        var taxes = new List<RefundedTax>(nets.Count);
        foreach (var (rate, net) in nets)
        {
            var (before, given) = soFar.At(rate, isSales: rate == refund.TaxRate);
            // One that was freed meanwhile may have left the others a cent above what they come to without it.
            taxes.Add(new RefundedTax(rate, net, Money.AtLeastZero((before + net).Times(rate) - given)));
        }

        return taxes;
    }

    private static RefundBreakdown Whole(
        List<RefundedLine> lines, Money fee, Money shipping, List<RefundedTax> taxes, Money goodwill)
    {
        var goods = Sum(lines.Select(line => line.Goods)) + shipping + goodwill;
        var tax = Sum(taxes.Select(part => part.Tax));
        return new RefundBreakdown(
            new RefundAmounts(goods, fee, tax, goods - fee + tax, Some(shipping), Some(goodwill)), lines, taxes);
    }

    // Shipping was taxed with the goods and counts with them here. An order's tax is its net times the rate, rounded
    // once; the net found by this division is the one that such a total came from: rounding moves it by less than half
    // a cent.
    private static RefundBreakdown Everything(decimal taxRate, Money amount)
    {
        var net = amount.Times(1 / (1 + taxRate));
        return new RefundBreakdown(
            new RefundAmounts(net, Money.Zero, amount - net, amount), [],
            [new RefundedTax(taxRate, net, amount - net)]);
    }

    private static Money Sum(IEnumerable<Money> parts) => parts.Aggregate(Money.Zero, (sum, part) => sum + part);

    internal static Money HalfUp(decimal cents) => new((long)Math.Round(cents, 0, MidpointRounding.AwayFromZero));

    private static Money Smaller(Money a, Money b) => a < b ? a : b;

    private static Money? Some(Money money) => money.IsZero ? null : money;

    /// <summary>Less is left of the payment than the refund comes to, because goodwill was paid out of it before.
    /// Goodwill gives way first; then tax in its proportion; then shipping, then goods from the last line on.</summary>
    private static RefundBreakdown Shortened(
        RefundOrder refund, List<RefundedLine> lines, Money fee, Money shipping, List<RefundedTax> taxes,
        Money goodwill, Money left)
    {
        var goods = Sum(lines.Select(line => line.Goods));
        var tax = Sum(taxes.Select(part => part.Tax));
        var taxed = goods + shipping - fee + tax;
        if (!(taxed > left))
            return Whole(lines, fee, shipping, taxes, left - taxed);

        var lessTax = new Money((long)((decimal)left.Amount * tax.Amount / taxed.Amount));
        var cut = goods + shipping - (left - lessTax + fee);
        var lessShipping = Money.AtLeastZero(shipping - cut);
        var fewer = Cut(
            lines, cut - (shipping - lessShipping), line => line.Goods, (line, kept) => line with { Goods = kept });
        var nets = Taxes(refund, fewer, lessShipping, RefundedSoFar.Nothing)
            .ToDictionary(part => part.Rate, part => part.Net);
        List<RefundedTax> less =
        [
            .. Cut(taxes, tax - lessTax, part => part.Tax, (part, kept) => part with { Tax = kept })
                .Select(part => part with { Net = nets.GetValueOrDefault(part.Rate, Money.Zero) }),
        ];
        return Whole(fewer, fee, lessShipping, less, Money.Zero);
    }

    private static List<T> Cut<T>(List<T> parts, Money cut, Func<T, Money> amount, Func<T, Money, T> with)
    {
        var less = new List<T>(parts);
        for (var i = less.Count - 1; i >= 0 && cut > Money.Zero; i--)
        {
            var taken = Smaller(cut, amount(less[i]));
            less[i] = with(less[i], amount(less[i]) - taken);
            cut -= taken;
        }

        return less;
    }
}
