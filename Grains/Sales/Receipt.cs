using System.Globalization;
using System.Text;
using PosSaga.Payments;

namespace PosSaga.Sales;

/// <summary>The receipt as a till prints it: 42 columns, in both languages, in Québec French first.</summary>
public static class Receipt
{
    public const int Columns = 42;

    // The demonstration's; a chain has one of each.
    public const string GstNumber = "123456789 RT0001";
    public const string QstNumber = "1234567890 TQ0001";

    private static readonly TimeZoneInfo StoreZone = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto");

    public static IReadOnlyList<string> Languages(PricedSale sale) =>
        sale.Province == "QC" ? ["fr", "en"] : ["en", "fr"];

    public static string Text(string number, string cashier, DateTimeOffset soldAt, PricedSale sale)
    {
        var text = new ReceiptText(Languages(sale)[0] == "fr");
        text.Centred(sale.StoreName);
        text.Pair(text.Both("Reçu", "Receipt"), number);
        text.Pair(Local(soldAt), cashier);
        text.Rule();
        foreach (var line in sale.Lines)
            Add(text, line);
        text.Rule();
        text.Pair(text.Both("Sous-total", "Subtotal"), Amount(sale.Subtotal));
        foreach (var tax in sale.Taxes)
            text.Pair($"{NameOf(text, tax.Name)} {Percent(tax.Rate)} %", Amount(tax.Amount));
        text.Pair("TOTAL", Amount(sale.Total));
        if (!sale.Rounding.IsZero)
            text.Pair(text.Both("Arrondi", "Rounding"), Amount(sale.Rounding));
        foreach (var tender in sale.Tenders)
            text.Pair(NameOf(text, tender.Method), Amount(tender.Tendered ?? tender.Amount));
        if (sale.Tenders.Any(tender => tender.Tendered is not null))
            text.Pair(text.Both("Monnaie", "Change"), Amount(sale.Change));
        text.Rule();
        text.Pair(text.Both("TPS", "GST"), GstNumber);
        if (sale.Province == "QC")
            text.Pair(text.Both("TVQ", "QST"), QstNumber);
        text.Centred(text.Both("Merci", "Thank you"));
        return text.ToString();
    }

    private static void Add(ReceiptText text, SaleLine line)
    {
        text.Left(line.Name);
        text.Pair(
            string.Create(CultureInfo.InvariantCulture, $"  {line.Quantity} x {Amount(line.UnitPrice)}"),
            Amount(line.UnitPrice * line.Quantity));
        if (!line.Discount.IsZero)
            text.Pair("  " + text.Both("Rabais", "Discount"), Amount(Money.Zero - line.Discount));
    }

    private static string NameOf(ReceiptText text, string tax) => tax switch
    {
        "GST" => text.Both("TPS", "GST"),
        "QST" => text.Both("TVQ", "QST"),
        "HST" => text.Both("TVH", "HST"),
        _ => text.Both("TPS+TVP", tax),
    };

    private static string NameOf(ReceiptText text, PaymentMethod method) => method switch
    {
        PaymentMethod.Cash => text.Both("Comptant", "Cash"),
        PaymentMethod.CreditCard => text.Both("Crédit", "Credit"),
        PaymentMethod.DebitCard => text.Both("Débit", "Debit"),
        _ => text.Both("Mobile", "Mobile"),
    };

    private static string Local(DateTimeOffset at) =>
        TimeZoneInfo.ConvertTime(at, StoreZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Percent(decimal rate) => (rate * 100).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Amount(Money money) =>
        (money.Amount / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>Lines of exactly so many columns or fewer; what is too long is cut, never wrapped into a figure.</summary>
internal sealed class ReceiptText(bool frenchFirst)
{
    private readonly StringBuilder _text = new();

    public string Both(string french, string english) =>
        french == english ? french : frenchFirst ? $"{french} / {english}" : $"{english} / {french}";

    public void Left(string text) => _text.Append(Cut(text, Receipt.Columns)).Append('\n');

    public void Centred(string text)
    {
        var cut = Cut(text, Receipt.Columns);
        Left(new string(' ', (Receipt.Columns - cut.Length) / 2) + cut);
    }

    public void Pair(string left, string right)
    {
        var figure = Cut(right, Receipt.Columns - 2);
        var label = Cut(left, Receipt.Columns - 1 - figure.Length);
        Left(label.PadRight(Receipt.Columns - figure.Length) + figure);
    }

    public void Rule() => Left(new string('-', Receipt.Columns));

    public override string ToString() => _text.ToString();

    private static string Cut(string text, int max) => text.Length <= max ? text : text[..max];
}
