using CsCheck;
using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>Random baskets, rates, discounts, and splits of them over claims that fail and are tried again: to the cent,
/// per tax rate, and never more on the way.</summary>
public sealed class What_is_given_back_adds_up
{
    private const int Sales = 3_000;

    private static readonly decimal[] Rates = [0m, 0.05m, 0.11m, 0.13m, 0.14975m];

    private static readonly Gen<decimal> Rate = Gen.Int[0, Rates.Length - 1].Select(i => Rates[i]);

    private static readonly Gen<SoldLine> Line =
        Gen.Select(Gen.Int[1, 7], Gen.Long[0, 20_000], Rate, (pieces, cents, rate) => new SoldLine(pieces, cents, rate));

    private static readonly Gen<ASale> Sale = Gen.Select(
        Rate, Gen.Bool.Select(shipped => shipped ? 999L : 0L), Line.Array[1, 5], (rate, shipping, lines) => new ASale(rate, shipping, lines));

    /// <param name="Type">Of those that give all of the price back where <c>Whole</c> is asked for.</param>
    private sealed record Return(int Line, int Pieces, ClaimType Type, bool Fails, bool Shipping, long Goodwill);

    private static readonly Gen<Return> Step = Gen.Select(
        Gen.Int[0, 4], Gen.Int[1, 4], Gen.Enum<ClaimType>(), Gen.Int[0, 3], Gen.Int[0, 5], Gen.Long[0, 3_000],
        (line, pieces, type, fails, shipping, goodwill) => new Return(
            line, pieces, type, fails == 0, shipping == 0, shipping == 1 ? goodwill : 0));

    [Fact] public void All_of_it_returned_in_any_parts_is_all_that_was_paid_for_each_rate() =>
        Gen.Select(Sale, Step.Array[0, 12]).Sample(
            (sale, steps) =>
            {
                foreach (var step in steps)
                {
                    sale.Refund(ClaimType.ProductDefect, step.Line, step.Pieces, step.Shipping, fails: step.Fails);
                    Holds(sale);
                }

                sale.Refund(type: null);
                Holds(sale);
                Assert.Equal(sale.Total, sale.Payment.Refunded);
                Assert.All(sale.Nets.Keys, rate => Assert.Equal(sale.Tax(rate), sale.TaxGiven(rate)));
            },
            iter: Sales, threads: 1);

    [Fact] public void Whatever_is_returned_for_whatever_reason_never_exceeds_what_was_paid() =>
        Gen.Select(Sale, Step.Array[0, 15]).Sample(
            (sale, steps) =>
            {
                foreach (var step in steps)
                {
                    sale.Refund(step.Type, step.Line, step.Pieces, step.Shipping, step.Goodwill, step.Fails);
                    Holds(sale);
                }

                sale.Refund(type: null);
                Holds(sale);
            },
            iter: Sales, threads: 1);

    private static void Holds(ASale sale)
    {
        Assert.Equal(sale.Payment.Refunded.Amount, sale.Given.Sum(refund => refund.Amounts.Amount.Amount));
        Assert.InRange(sale.Payment.Refunded.Amount, 0, sale.Total.Amount);
        Assert.InRange(sale.Given.Sum(r => r.Amounts.Shipping?.Amount ?? 0), 0, sale.Shipping.Amount);
        Assert.All(sale.Nets.Keys, rate => Assert.InRange(sale.TaxGiven(rate), 0, sale.Tax(rate)));
        foreach (var refund in sale.Given)
        {
            var amounts = refund.Amounts;
            Assert.Equal(amounts.Amount, amounts.Goods - amounts.Fee + amounts.Tax);
            Assert.Equal(amounts.Tax.Amount, refund.Taxes.Sum(tax => tax.Tax.Amount));
            Assert.Equal(
                amounts.Goods.Amount,
                refund.Lines.Sum(line => line.Goods.Amount) + (amounts.Shipping?.Amount ?? 0)
                    + (amounts.Goodwill?.Amount ?? 0));
            Assert.All(
                new[] { amounts.Goods, amounts.Fee, amounts.Tax, amounts.Amount },
                part => Assert.True(part.Amount >= 0));
        }
    }
}
