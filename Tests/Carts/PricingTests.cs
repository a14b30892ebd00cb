using PosSaga.Carts;

namespace PosSaga.Tests.Carts;

public sealed class PricingTests
{
    [Theory, InlineData("XX"), InlineData(""), InlineData(null), InlineData("qc"), InlineData("QC ")]
    public void What_is_no_province_is_not_one(string? province) => Assert.False(SalesTax.IsProvince(province));

    // 100.00 of goods: in a store, and online with 9.99 shipping.
    [Theory]
    [InlineData("QC", 0.14975, 1498, 1647)]
    [InlineData("ON", 0.13, 1300, 1430)]
    [InlineData("BC", 0.12, 1200, 1320)]
    [InlineData("AB", 0.05, 500, 550)]
    [InlineData("SK", 0.11, 1100, 1210)]
    [InlineData("MB", 0.12, 1200, 1320)]
    [InlineData("NS", 0.15, 1500, 1650)]
    [InlineData("NB", 0.15, 1500, 1650)]
    [InlineData("PE", 0.15, 1500, 1650)]
    [InlineData("NL", 0.15, 1500, 1650)]
    [InlineData("YT", 0.05, 500, 550)]
    [InlineData("NT", 0.05, 500, 550)]
    [InlineData("NU", 0.05, 500, 550)]
    public void Tax_is_on_goods_and_shipping(string province, double rate, long taxCents, long taxShippedCents)
    {
        var inStore = Pricing.Price([Line(10_000)], province, shipped: false);
        Assert.Equal(new Price((decimal)rate, new(10_000), new(0), new(taxCents), new(10_000 + taxCents)), inStore);

        var online = Pricing.Price([Line(10_000)], province, shipped: true);
        Assert.Equal(
            new Price((decimal)rate, new(10_000), new(999), new(taxShippedCents), new(10_999 + taxShippedCents)),
            online);
    }

    [Fact]
    public void Rounding_is_half_up() => Assert.Equal(1, Pricing.Price([Line(10)], "AB", shipped: false).Tax.Amount);

    [Fact] public void Rounding_happens_once_per_order_and_not_per_line() =>
        // 5 % of 9 cents rounds to 0; of ten such lines it is 4.5 cents, rounded to 5.
        Assert.Equal(5, Pricing.Price([.. Enumerable.Repeat(Line(9), 10)], "AB", shipped: false).Tax.Amount);

    [Fact] public void Nothing_costs_nothing() =>
        Assert.Equal(Money.Zero, Pricing.Price([], "QC", shipped: false).Total);

    [Fact] public void The_total_is_always_the_sum_of_its_parts()
    {
        var random = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var lines = Enumerable.Range(0, random.Next(0, 20))
                .Select(_ => Line(random.Next(0, 200_000), random.Next(1, 1000))).ToArray();
            var price = Pricing.Price(lines, "QC", shipped: i % 2 == 0);
            Assert.Equal(lines.Sum(line => line.UnitPrice.Amount * line.Quantity), price.Subtotal.Amount);
            Assert.Equal(price.Subtotal + price.Shipping + price.Tax, price.Total);
            Assert.InRange(price.Tax.Amount - ((price.Subtotal + price.Shipping).Amount * price.TaxRate), -0.5m, 0.5m);
        }
    }

    [Fact] public void The_largest_cart_there_can_be_is_priced() => Assert.Equal(
        11_486_002_500_000,
        Pricing.Price([.. Enumerable.Repeat(Line(100_000_000, 999), 100)], "QC", false).Total.Amount);

    private static PricedLine Line(long cents, int quantity = 1) => new("CAFE", "Café", new(cents), quantity);
}
