using PosSaga.Claims;
using PosSaga.Payments;

namespace PosSaga.Tests.Refunds;

/// <summary>Each refund was rounded by itself.</summary>
public sealed class Bug_parts_of_a_sale_did_not_add_up
{
    private const decimal Quebec = 0.14975m;

    [Theory]
    [InlineData(3, 59_99 * 3, 206_92)]
    [InlineData(10, 10 * 10, 1_15)]
    [InlineData(100, 4 * 100, 4_60)]
    public void Returned_one_by_one_all_of_it_is_given_back(int pieces, long cents, long paid)
    {
        var sale = new ASale(Quebec, 0, new SoldLine(pieces, cents, Quebec));
        for (var piece = 0; piece < pieces; piece++)
            Assert.NotNull(sale.Refund(ClaimType.ProductDefect, 0));
        Assert.Equal((paid, paid), (sale.Total.Amount, sale.Payment.Refunded.Amount));
        Assert.Equal(PaymentStatus.Refunded, sale.Payment.Status);
    }

    [Fact] public void Tax_rounded_up_again_and_again_took_nothing_out_of_shipping()
    {
        var sale = new ASale(Quebec, 999, new SoldLine(100, 400, Quebec));
        for (var piece = 0; piece < 100; piece++)
            sale.Refund(ClaimType.BillingError, 0);
        Assert.Equal((400 + 60, 999 + 150), (sale.Payment.Refunded.Amount, sale.Payment.Refundable.Amount));
        sale.Refund(ClaimType.BillingError, 0, shipping: true);
        Assert.Equal(sale.Total, sale.Payment.Refunded);
    }

    [Fact] public void A_gift_is_given_back_and_worth_nothing()
    {
        var sale = new ASale(Quebec, 0, new SoldLine(1, 1299, Quebec), new SoldLine(1, 0, Quebec));
        Assert.Equal(Money.Zero, sale.Refund(ClaimType.ProductDefect, 1)!.Amounts.Amount);
        Assert.Equal(1494, sale.Refund(ClaimType.ProductDefect, 0)!.Amounts.Amount.Amount);
        Assert.Equal(PaymentStatus.Refunded, sale.Payment.Status);
    }

    [Fact] public void A_gift_is_given_back_also_when_nothing_else_is_left()
    {
        var sale = new ASale(Quebec, 0, new SoldLine(1, 1299, Quebec), new SoldLine(1, 0, Quebec));
        sale.Refund(ClaimType.ProductDefect, 0);
        Assert.Equal(Money.Zero, sale.Refund(ClaimType.ProductDefect, 1)!.Amounts.Amount);
        Assert.Equal(PaymentStatus.Refunded, sale.Payment.Status);
    }

    [Fact] public void An_order_that_cost_nothing_is_cancelled()
    {
        var sale = new ASale(Quebec, 0, new SoldLine(2, 0, Quebec));
        Assert.Equal(Money.Zero, sale.Refund(type: null)!.Amounts.Amount);
        Assert.Equal(PaymentStatus.Refunded, sale.Payment.Status);
    }
}
