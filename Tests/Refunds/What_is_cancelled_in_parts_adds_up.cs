using CsCheck;
using PosSaga.Claims;
using PosSaga.Orders;

namespace PosSaga.Tests.Refunds;

/// <summary>Random baskets of several tax rates, cancelled in random parts with claims between them, refunds that fail
/// and are tried again at the end: in all what was paid, per rate, to the cent, and never more on the way.</summary>
public sealed class What_is_cancelled_in_parts_adds_up
{
    private const int Sales = 3_000;

    private static readonly decimal[] Rates = [0m, 0.05m, 0.11m, 0.13m, 0.14975m];

    private static readonly Gen<decimal> Rate = Gen.Int[0, Rates.Length - 1].Select(i => Rates[i]);

    private static readonly Gen<SoldLine> Line =
        Gen.Select(
            Gen.Int[1, 7], Gen.Long[0, 20_000], Rate, (pieces, cents, rate) => new SoldLine(pieces, cents, rate));

    private static readonly Gen<ASale> Sale = Gen.Select(
        Rate, Gen.Bool, Line.Array[1, 4], (rate, shipped, lines) => new ASale(rate, shipped ? 999L : 0L, lines));

    private enum Act { Cancel, Claim, Ship }

    private sealed record Step(Act Act, int Line, int Pieces, ClaimType Type, bool Fails, bool WithShipping);

    private static Gen<Step> StepOf(params Act[] acts) => Gen.Select(
        Gen.Int[0, acts.Length - 1], Gen.Int[0, 3], Gen.Int[1, 4], Gen.Enum<ClaimType>(), Gen.Int[0, 3], Gen.Int[0, 5],
        (act, line, pieces, type, fails, shipping) =>
            new Step(acts[act], line, pieces, type, fails == 0, shipping == 0));

    [Fact] public void An_order_of_which_nothing_was_shipped_is_paid_back_to_the_cent_at_each_rate() =>
        Gen.Select(Sale, StepOf(Act.Cancel, Act.Cancel, Act.Claim).Array[0, 12], Gen.Bool).Sample(
            (sale, steps, lastFirst) =>
            {
                foreach (var step in steps)
                    Take(sale, step);
                // All that is left, unless the parts were all of it.
                Assert.Equal(sale.Order.Fulfilment != Fulfilment.Cancelled, sale.Cancel());
                Holds(sale);
                sale.RetryAll(lastFirst);
                Holds(sale);
                Assert.Equal(Fulfilment.Cancelled, sale.Order.Fulfilment);
                Assert.Equal(sale.Total, sale.Payment.Refunded);
                Assert.Equal(sale.Shipping.Amount, sale.Given.Sum(refund => refund.Amounts.Shipping?.Amount ?? 0));
                Assert.All(sale.Nets.Keys, rate => Assert.Equal(sale.Tax(rate), sale.TaxGiven(rate)));
            },
            iter: Sales, threads: 1);

    [Fact] public void Of_an_order_that_was_shipped_in_part_the_rest_is_paid_back_and_shipping_is_not() =>
        Gen.Select(Sale, StepOf(Act.Cancel, Act.Ship).Array[0, 12], Gen.Int[0, 3]).Sample(
            (sale, steps, first) =>
            {
                if (!sale.Ship(first, 1) && !sale.Ship(0, 1))
                    return;
                foreach (var step in steps)
                    Take(sale, step);
                sale.Cancel();
                Holds(sale);
                sale.RetryAll(lastFirst: true);
                Holds(sale);
                Assert.Equal(Fulfilment.Shipped, sale.Order.Fulfilment);
                Assert.Equal(0, sale.Given.Sum(refund => refund.Amounts.Shipping?.Amount ?? 0));
                Assert.Equal(
                    sale.Order.Cancellations.SelectMany(one => one.Goods).Sum(goods => goods.Paid.Amount),
                    sale.Given.SelectMany(refund => refund.Lines).Sum(line => line.Goods.Amount));
            },
            iter: Sales, threads: 1);

    [Fact] public void Whatever_is_shipped_claimed_and_cancelled_in_whatever_order_no_piece_is_in_two_places() =>
        Gen.Select(Sale, StepOf(Act.Cancel, Act.Claim, Act.Ship).Array[0, 15]).Sample(
            (sale, steps) =>
            {
                foreach (var step in steps)
                    Take(sale, step);
                sale.RetryAll(lastFirst: false);
                Holds(sale);
            },
            iter: Sales, threads: 1);

    private static void Take(ASale sale, Step step)
    {
        if (step.Act == Act.Cancel)
            sale.Cancel(step.Line, step.Pieces, step.Fails);
        else if (step.Act == Act.Ship)
            sale.Ship(step.Line, step.Pieces);
        else
            sale.Refund(step.Type, step.Line, step.Pieces, step.WithShipping, fails: step.Fails);
        Holds(sale);
    }

    private static void Holds(ASale sale)
    {
        Assert.Equal(sale.Payment.Refunded.Amount, sale.Given.Sum(refund => refund.Amounts.Amount.Amount));
        Assert.InRange(sale.Payment.Refunded.Amount, 0, sale.Total.Amount);
        Assert.InRange(sale.Given.Sum(r => r.Amounts.Shipping?.Amount ?? 0), 0, sale.Shipping.Amount);
        Assert.All(sale.Nets.Keys, rate => Assert.InRange(sale.TaxGiven(rate), 0, sale.Tax(rate)));
        foreach (var sku in sale.Order.Cart!.Lines.GroupBy(line => line.Sku))
        {
            var bought = sku.Sum(line => line.Quantity);
            var order = sale.Order;
            var cancelled = order.Cancellations.SelectMany(one => one.Goods).Where(of => of.Sku == sku.Key).ToList();
            var claimed = order.Claims.Values.SelectMany(one => one.Goods).Where(of => of.Sku == sku.Key).ToList();
            var shipped = order.Shipments.SelectMany(one => one.Lines).Where(of => of.Sku == sku.Key).ToList();
            Assert.InRange(cancelled.Sum(one => one.Quantity) + claimed.Sum(one => one.Quantity), 0, bought);
            Assert.InRange(cancelled.Sum(one => one.Quantity) + shipped.Sum(one => one.Quantity), 0, bought);
            Assert.InRange(
                cancelled.Concat(claimed).Sum(one => one.Paid.Amount), 0, sku.Sum(line => line.LineTotal.Amount));
            Assert.InRange(
                sale.Given.SelectMany(refund => refund.Lines).Where(line => line.Sku == sku.Key)
                    .Sum(line => line.Goods.Amount),
                0, sku.Sum(line => line.LineTotal.Amount));
        }
    }
}
