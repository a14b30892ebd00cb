using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>The table of amounts, to the cent.</summary>
public sealed class RefundRulesTests
{
    private const decimal Quebec = 0.14975m;
    private static readonly Money Plenty = new(1_000_000);

    /// <summary>Goods less fee, before tax, of one price and each type in the order of
    /// <see cref="ClaimType"/>.</summary>
    [Theory]
    [InlineData(4999, 4999, 2201, 4999, 1201)]
    [InlineData(8999, 8999, 4201, 8999, 2401)]
    [InlineData(12999, 12999, 6201, 12999, 3601)]
    [InlineData(2500, 2500, 951, 2500, 451)]
    public void Goods_less_fee_are_those_of_the_table(
        long paid, long defect, long delivery, long billing, long service) =>
        Assert.Equal([defect, delivery, billing, service], Enum.GetValues<ClaimType>().Select(type =>
        {
            var amounts = Of(type, paid);
            return (amounts.Goods - amounts.Fee).Amount;
        }));

    [Theory]
    [InlineData(ClaimType.ProductDefect, 4999, 4999, 0, 749, 5748)]
    [InlineData(ClaimType.DeliveryIssue, 4999, 2500, 299, 374, 2575)]
    [InlineData(ClaimType.BillingError, 2500, 2500, 0, 374, 2874)]
    [InlineData(ClaimType.ServiceComplaint, 4999, 1500, 299, 225, 1426)]
    public void Tax_is_that_of_the_goods_given_back(
        ClaimType type, long paid, long goods, long fee, long tax, long amount) =>
        Assert.Equal(new RefundAmounts(new(goods), new(fee), new(tax), new(amount)), Of(type, paid));

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 1)]
    [InlineData(600, 180, 180)]
    [InlineData(997, 299, 299)]
    [InlineData(998, 299, 299)]
    [InlineData(1000, 300, 299)]
    public void The_fee_never_exceeds_the_goods(long paid, long goods, long fee)
    {
        var amounts = Of(ClaimType.ServiceComplaint, paid);
        Assert.Equal((goods, fee), (amounts.Goods.Amount, amounts.Fee.Amount));
        Assert.True(amounts.Amount.Amount >= 0);
    }

    [Fact] public void Half_a_cent_is_rounded_up() => Assert.Equal(1, Of(ClaimType.DeliveryIssue, 1).Goods.Amount);

    [Fact] public void Lines_are_added_up_before_they_are_rounded() =>
        Assert.Equal(
            3, RefundRules.Amounts(ClaimType.DeliveryIssue, [Paid(1), Paid(1), Paid(3)], 0, Plenty).Goods.Amount);

    [Theory]
    [InlineData(5747, 5747), InlineData(5748, 5748), InlineData(5749, 5748), InlineData(0, 0), InlineData(-1, 0)]
    public void The_amount_never_exceeds_what_is_left_of_the_payment(long refundable, long amount)
    {
        var amounts = RefundRules.Amounts(ClaimType.ProductDefect, [Paid(4999)], Quebec, new(refundable));
        Assert.Equal(amount, amounts.Amount.Amount);
        Assert.Equal(amounts.Amount, amounts.Goods - amounts.Fee + amounts.Tax);
    }

    [Theory]
    [InlineData("QC", 2598, false)]
    [InlineData("QC", 2598, true)]
    [InlineData("ON", 4999, true)]
    [InlineData("AB", 10, false)]
    [InlineData("NL", 129999, true)]
    public void A_cancelled_order_gives_back_all_that_was_captured(string province, long cents, bool shipped)
    {
        var sale = Pricing.Price([new("CAFE", "Café", new(cents), 1)], province, shipped);
        Assert.Equal(
            new RefundAmounts(sale.Subtotal + sale.Shipping, Money.Zero, sale.Tax, sale.Total),
            RefundRules.Amounts(null, [Paid(cents)], sale.TaxRate, sale.Total));
    }

    [Fact] public void The_parts_of_a_cancelled_order_are_those_of_its_sale_whatever_it_cost()
    {
        foreach (var province in (string[])["QC", "ON", "BC", "SK", "NS", "AB"])
        {
            for (var cents = 1; cents < 3_000; cents++)
            {
                var sale = Pricing.Price([new("X", "X", new(cents), 1)], province, shipped: false);
                var amounts = RefundRules.Amounts(null, [], sale.TaxRate, sale.Total);
                Assert.Equal((sale.Subtotal, sale.Tax), (amounts.Goods, amounts.Tax));
            }
        }
    }

    [Fact] public void Every_type_has_a_rate() =>
        Assert.All(Enum.GetValues<ClaimType>(), type => Assert.InRange(RefundRules.RateOf(type), 0.01m, 1m));

    private static RefundAmounts Of(ClaimType type, long paid) =>
        RefundRules.Amounts(type, [Paid(paid)], Quebec, Plenty);

    private static ClaimedGoods Paid(long cents) => new("CAFE", "Café", 1, Condition.Damaged, new(cents));
}
