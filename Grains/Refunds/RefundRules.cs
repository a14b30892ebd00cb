using PosSaga.Claims;

namespace PosSaga.Refunds;

/// <summary>What a refund pays, to the cent: the one function behind preview and payment.</summary>
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

    /// <param name="refundable">What is left of the payment: captured − refunded − reserved for refund.</param>
    public static RefundAmounts Amounts(RefundOrder refund, Money refundable) =>
        Amounts(refund.Type, refund.Goods, refund.TaxRate, refundable);

    /// <summary>amount = goods − fee + tax, never above <paramref name="refundable"/>, and then only the amount is
    /// less.</summary>
    /// <param name="type">Null for a cancelled order: everything is given back, shipping included.</param>
    /// <param name="taxRate">Of the sale, 0.14975 for QC.</param>
    public static RefundAmounts Amounts(
        ClaimType? type, IReadOnlyList<ClaimedGoods> goods, decimal taxRate, Money refundable)
    {
        if (type is not { } complaint)
            return Everything(taxRate, AtLeastZero(refundable));

        var paid = Money.Zero;
        foreach (var pieces in goods)
            paid += pieces.Paid;
        var rate = RateOf(complaint);
        var given = paid.Times(rate);
        var fee = rate < 1 ? Smaller(Fee, given) : Money.Zero;
        var tax = given.Times(taxRate);
        return new RefundAmounts(given, fee, tax, Smaller(given - fee + tax, AtLeastZero(refundable)));
    }

    // Shipping was taxed with the goods and counts with them here. An order's tax is its net times the rate, rounded
    // once; the net found by this division is the one that such a total came from: rounding moves it by less than half
    // a cent.
    private static RefundAmounts Everything(decimal taxRate, Money amount)
    {
        var net = amount.Times(1 / (1 + taxRate));
        return new RefundAmounts(net, Money.Zero, amount - net, amount);
    }

    private static Money Smaller(Money a, Money b) => a < b ? a : b;

    private static Money AtLeastZero(Money money) => money < Money.Zero ? Money.Zero : money;
}
