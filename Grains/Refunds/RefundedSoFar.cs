using PosSaga.Payments;

namespace PosSaga.Refunds;

/// <summary>What the refunds of one payment have given back together, those under way among them.</summary>
public sealed class RefundedSoFar
{
    private readonly Dictionary<string, (decimal Due, Money Goods)> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<decimal, (Money Net, Money Tax)> _taxes = [];
    private Money _unexplained = Money.Zero;

    public static RefundedSoFar Nothing => new();

    public Money Shipping { get; private set; } = Money.Zero;

    /// <summary>One that was released, or refused by the gateway, has given nothing back.</summary>
    public static RefundedSoFar Of(IEnumerable<RefundResult> refunds)
    {
        var soFar = new RefundedSoFar();
        foreach (var refund in refunds)
        {
            if (refund.Outcome is not (RefundOutcome.Reserved or RefundOutcome.Refunded))
                continue;
            if (refund.Breakdown is { } breakdown)
                soFar.Add(breakdown);
            else
                soFar._unexplained += refund.Amount;
        }

        return soFar;
    }

    public void Add(RefundBreakdown refund)
    {
        foreach (var line in refund.Lines)
        {
            var (due, goods) = Line(line.Sku);
            _lines[line.Sku] = (due + line.Due, goods + line.Goods);
        }

        foreach (var tax in refund.Taxes)
        {
            var (net, given) = _taxes.GetValueOrDefault(tax.Rate, (Money.Zero, Money.Zero));
            _taxes[tax.Rate] = (net + tax.Net, given + tax.Tax);
        }

        Shipping += refund.Amounts.Shipping ?? Money.Zero;
    }

    /// <summary>What was due for a line in cents, not rounded, and what was given back of it.</summary>
    public (decimal Due, Money Goods) Line(string sku) => _lines.GetValueOrDefault(sku, (0m, Money.Zero));

    /// <summary>Refunds of earlier versions, and bare amounts, say only what they came to. They count as goods with
    /// their tax at the sale's rate, so that the tax of what follows is that of what follows.</summary>
    public (Money Net, Money Tax) At(decimal rate, bool isSales)
    {
        var (net, tax) = _taxes.GetValueOrDefault(rate, (Money.Zero, Money.Zero));
        if (!isSales)
            return (net, tax);
        var unexplained = _unexplained.Times(1 / (1 + rate));
        return (net + unexplained, tax + (_unexplained - unexplained));
    }
}
