namespace PosSaga.Carts;

/// <summary>What lines cost together, to the cent.</summary>
public sealed record Price(decimal TaxRate, Money Subtotal, Money Shipping, Money Tax, Money Total);

/// <summary>The one place where a total comes from: computed once per order, never from what a client sends.</summary>
public static class Pricing
{
    public static readonly Money ShippingFee = new(999);

    /// <summary>Tax is on goods and shipping, rounded half up once per order.</summary>
    /// <param name="shipped">An online order: it pays shipping.</param>
    public static Price Price(IReadOnlyList<PricedLine> lines, string province, bool shipped)
    {
        var subtotal = Money.Zero;
        foreach (var line in lines)
            subtotal += line.LineTotal;

        var shipping = shipped ? ShippingFee : Money.Zero;
        var rate = SalesTax.RateOf(province);
        var tax = (subtotal + shipping).Times(rate);
        return new Price(rate, subtotal, shipping, tax, subtotal + shipping + tax);
    }
}
