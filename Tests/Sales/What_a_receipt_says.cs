using PosSaga.Payments;
using PosSaga.Sales;

namespace PosSaga.Tests.Sales;

public sealed class What_a_receipt_says
{
    private static readonly DateTimeOffset At = new(2026, 7, 1, 16, 30, 0, TimeSpan.Zero);

    private static readonly PricedSale Sale = new(
        "Vieux-Montréal", "QC", [new("CAFE", "Café", new(1299), 2, new(100), "torn")], new(2498),
        [new("GST", 0.05m, new(2498), new(125)), new("QST", 0.09975m, new(2498), new(249))], new(374), new(2872),
        [new(PaymentMethod.Cash, new(2872), new(3000))], new(-2), new(130));

    [Fact] public void In_Québec_French_comes_first() => Assert.Equal(
        """
                      Vieux-Montréal
        Reçu / Receipt                     1-r1-17
        2026-07-01 12:30                      anna
        ------------------------------------------
        Café
          2 x 12.99                          25.98
          Rabais / Discount                  -1.00
        ------------------------------------------
        Sous-total / Subtotal                24.98
        TPS / GST 5 %                         1.25
        TVQ / QST 9.975 %                     2.49
        TOTAL                                28.72
        Arrondi / Rounding                   -0.02
        Comptant / Cash                      30.00
        Monnaie / Change                      1.30
        ------------------------------------------
        TPS / GST                 123456789 RT0001
        TVQ / QST                1234567890 TQ0001
                    Merci / Thank you

        """,
        Receipt.Text("1-r1-17", "anna", At, Sale));

    [Fact] public void Elsewhere_English_does()
    {
        var sale = Sale with { Province = "ON", Taxes = [new("HST", 0.13m, new(2498), new(325))] };
        var text = Receipt.Text("9-r1-1", "anna", At, sale);
        Assert.Equal(["en", "fr"], Receipt.Languages(sale));
        Assert.Contains("Subtotal / Sous-total", text, StringComparison.Ordinal);
        Assert.Contains("HST / TVH 13 %", text, StringComparison.Ordinal);
        Assert.DoesNotContain("TVQ", text, StringComparison.Ordinal);
    }

    [Fact] public void No_line_is_wider_than_the_paper()
    {
        var sale = Sale with
        {
            StoreName = new string('s', 90),
            Lines = [new("X", new string('n', 200), new(100_000_000), 999, new(1), "r")],
            Total = new(99_900_000_000),
        };
        var text = Receipt.Text(new string('1', 60), new string('c', 64), At, sale);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, Receipt.Columns));
        Assert.Contains("999000000.00", text, StringComparison.Ordinal);
    }
}
