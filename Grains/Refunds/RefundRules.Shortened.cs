namespace PosSaga.Refunds;

public static partial class RefundRules
{
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
