using PosSaga.Catalogue;
using PosSaga.Payments;
using PosSaga.Sales;
using PosSaga.Stores;

namespace PosSaga.Tests.Sales;

/// <summary>Coffee at 12.99, a gift at 0.00, and tea that is not sold any more.</summary>
public sealed class When_a_sale_is_priced
{
    private static readonly Dictionary<string, ProductView?> Shelf = new(StringComparer.Ordinal)
    {
        ["CAFE"] = new("CAFE", "Café", "Alimentation", new(1299), 5, true, 1),
        ["CADEAU"] = new("CADEAU", "Cadeau", "Alimentation", Money.Zero, 5, true, 1),
        ["THE"] = new("THE", "Thé", "Alimentation", new(899), 5, false, 1),
        ["X"] = null,
    };

    [Theory, InlineData("X", "product-not-found"), InlineData("THE", "product-inactive")]
    public void What_is_not_on_the_shelf_is_not_sold(string sku, string code) =>
        Refused(code, [new(sku, 1)], Cash(1));

    [Fact] public void A_discount_takes_no_more_than_the_line() =>
        Refused("discount-too-large", [new("CAFE", 1, DiscountAmount: new(1300), DiscountReason: "x")], Cash(1));

    [Theory, InlineData(2986), InlineData(2988), InlineData(2985)]
    public void Tenders_add_up_to_the_total_to_the_cent(long cents) =>
        Assert.Contains("29.87", Refused("tenders-differ", [new("CAFE", 2)], Cash(cents)).Text, StringComparison.Ordinal);

    [Fact] public void A_tender_is_of_something()
    {
        Refused("tender-of-nothing", [new("CADEAU", 1)], Cash(0));
        Refused("tender-of-nothing", [new("CAFE", 2)], Cash(3000), Card(-13));
    }

    [Fact] public void Cash_is_one_tender() => Refused("cash-twice", [new("CAFE", 2)], Cash(1000), Cash(1987));

    [Fact] public void What_is_due_in_cash_is_given() =>
        Refused("not-enough-tendered", [new("CAFE", 2)], Cash(2987, tendered: 2980));

    [Fact] public void A_gift_has_no_tender()
    {
        var sale = Priced([new("CADEAU", 1)]);
        Assert.Equal((0, 0, 0), (sale.Total.Amount, sale.Tenders.Count, sale.Change.Amount));
    }

    [Fact] public void In_Québec_both_taxes_are_shown_and_are_one_calculation()
    {
        var sale = Priced([new("CAFE", 2)], Cash(2987, tendered: 3000));
        Assert.Equal(
            [("GST", 0.05m, 130), ("QST", 0.09975m, 259)],
            sale.Taxes.Select(tax => (tax.Name, tax.Rate, tax.Amount.Amount)));
        Assert.Equal((2598, 389, 2987), (sale.Subtotal.Amount, sale.Tax.Amount, sale.Total.Amount));
        Assert.Equal((-2, 15), (sale.Rounding.Amount, sale.Change.Amount));
    }

    [Theory]
    [InlineData("ON", "HST", 338), InlineData("AB", "GST", 130), InlineData("BC", "GST+PST", 312)]
    [InlineData("SK", "GST+PST", 286), InlineData("NS", "HST", 390), InlineData("YT", "GST", 130)]
    public void Elsewhere_the_tax_is_the_provinces(string province, string name, long cents)
    {
        var sale = Price([new("CAFE", 2)], [Card(2598 + cents)], province).Sale!;
        Assert.Equal((name, cents), (Assert.Single(sale.Taxes).Name, sale.Tax.Amount));
    }

    [Theory, InlineData(100, 0), InlineData(101, -1), InlineData(102, -2), InlineData(103, 2), InlineData(104, 1)]
    public void Only_the_part_in_cash_is_rounded(long cents, long rounding)
    {
        var sale = Priced([new("CAFE", 2)], Card(2987 - cents), Cash(cents));
        Assert.Equal((rounding, 0), (sale.Rounding.Amount, sale.Change.Amount));
        Assert.Equal(
            [("s-1.1", 2987 - cents), (null, cents)],
            sale.Tenders.Select(tender => (tender.PaymentId, tender.Amount.Amount)));
    }

    [Fact] public void A_discount_is_of_the_line_and_before_tax()
    {
        // 10 % of 25.98 is 2.598: 2.60; less 1.00 for the other.
        var sale = Priced(
            [
                new("CAFE", 2, DiscountPercent: 10, DiscountReason: "staff"),
                new("CAFE", 1, DiscountAmount: new(100), DiscountReason: "torn"),
            ],
            Card(4067));
        Assert.Equal([260, 100], sale.Lines.Select(line => line.Discount.Amount));
        Assert.Equal((3537, 530), (sale.Subtotal.Amount, sale.Tax.Amount));
    }

    [Fact] public void Whatever_is_sold_adds_up()
    {
        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            SaleLineAsked[] lines = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => new SaleLineAsked(
                "CAFE", 1 + random.Next(9), random.Next(3) == 0 ? random.Next(101) : null))];
            var total = Total(lines);
            var cash = total == 0 ? 0 : random.Next((int)total + 1);
            TenderAsked[] tenders =
                [.. cash > 0 ? [Cash(cash)] : Array.Empty<TenderAsked>(), .. total > cash ? [Card(total - cash)] : Array.Empty<TenderAsked>()];
            var sale = Priced(lines, tenders);
            Assert.Equal(sale.Total, sale.Subtotal + sale.Tax);
            Assert.Equal(sale.Tax.Amount, sale.Taxes.Sum(tax => tax.Amount.Amount));
            Assert.Equal(sale.Total.Amount, sale.Tenders.Sum(tender => tender.Amount.Amount));
            Assert.Equal(0, (cash + sale.Rounding.Amount) % 5);
            Assert.InRange(sale.Rounding.Amount, -2, 2);
        }
    }

    // By asking: the refusal says it.
    private static long Total(SaleLineAsked[] lines)
    {
        if (Price(lines, []).Refusal is not { } no)
            return 0;
        var text = no.Text[(no.Text.IndexOf("the sale to ", StringComparison.Ordinal) + 12)..];
        return (long)(decimal.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) * 100);
    }

    private static Refusal Refused(string code, SaleLineAsked[] lines, params TenderAsked[] tenders)
    {
        var refusal = Price(lines, tenders).Refusal;
        Assert.Equal((code, RefusalKind.SaleInvalid), (refusal?.Code, refusal?.Kind));
        return refusal!;
    }

    private static PricedSale Priced(SaleLineAsked[] lines, params TenderAsked[] tenders) =>
        Price(lines, tenders).Sale ?? throw new InvalidOperationException(Price(lines, tenders).Refusal!.Text);

    private static (PricedSale? Sale, Refusal? Refusal) Price(
        SaleLineAsked[] lines, TenderAsked[] tenders, string province = "QC") => SalePricing.Price(
        "s-1", new SaleRequest("4", "r1", "anna", null, lines, tenders, "f", "anna", null, null),
        new StoreView("4", "Mile End", province, StoreKind.Store), Shelf);

    private static TenderAsked Cash(long cents, long? tendered = null) =>
        new(PaymentMethod.Cash, new(cents), null, tendered is { } given ? new Money(given) : null);

    private static TenderAsked Card(long cents) => new(PaymentMethod.CreditCard, new(cents), "tok_ok");
}
