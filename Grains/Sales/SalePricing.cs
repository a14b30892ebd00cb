using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Payments;
using PosSaga.Stores;

namespace PosSaga.Sales;

/// <summary>The one place where a sale's total comes from: the shelf's prices, the store's province, the law's
/// rates.</summary>
public static class SalePricing
{
    private const decimal Gst = 0.05m;
    private const int CashStep = 5;

    /// <param name="shelf">The catalogue's word on every SKU of the sale; null for one it does not know.</param>
    /// <returns>What it comes to, or why it is no sale.</returns>
    public static (PricedSale? Sale, Refusal? Refusal) Price(
        string saleId, SaleRequest request, StoreView store, IReadOnlyDictionary<string, ProductView?> shelf)
    {
        var lines = new List<SaleLine>(request.Lines.Count);
        foreach (var asked in request.Lines)
        {
            if (shelf[asked.Sku] is not { } product)
                return (null, ProductRefusals.NoSuchProduct(asked.Sku, RefusalKind.SaleInvalid));
            if (!product.Active)
                return (null, SaleRefusals.NotSold(asked.Sku));
            var (gross, discount) = (product.Price * asked.Quantity, Discount(product.Price * asked.Quantity, asked));
            if (discount > gross)
                return (null, SaleRefusals.DiscountTooLarge(asked.Sku));
            lines.Add(new SaleLine(
                asked.Sku, product.Name, product.Price, asked.Quantity, discount, asked.DiscountReason));
        }

        var subtotal = Sum(lines.Select(line => line.LineTotal));
        var taxes = Taxes(subtotal, store.Province);
        var tax = Sum(taxes.Select(one => one.Amount));
        return Tendered(saleId, request, new PricedSale(
            store.Name, store.Province, lines, subtotal, taxes, tax, subtotal + tax, [], Money.Zero, Money.Zero));
    }

    /// <summary>To five cents, half up: what is due in cash.</summary>
    public static Money Rounded(Money cash) =>
        new((cash.Amount + (CashStep / 2)) / CashStep * CashStep, cash.Currency);

    /// <summary>One calculation; where two taxes are shown, the second is what is left of it.</summary>
    private static SaleTax[] Taxes(Money subtotal, string province)
    {
        var rate = SalesTax.RateOf(province);
        var tax = subtotal.Times(rate);
        if (province != "QC")
            return [new(NameOf(province), rate, subtotal, tax)];
        var gst = subtotal.Times(Gst);
        return [new("GST", Gst, subtotal, gst), new("QST", rate - Gst, subtotal, tax - gst)];
    }

    private static string NameOf(string province) => province switch
    {
        "ON" or "NS" or "NB" or "PE" or "NL" => "HST",
        "BC" or "SK" or "MB" => "GST+PST",
        _ => "GST",
    };

    private static (PricedSale?, Refusal?) Tendered(string saleId, SaleRequest request, PricedSale sale)
    {
        if (request.Tenders.Any(tender => tender.Amount.Amount <= 0))
            return (null, SaleRefusals.TenderOfNothing);
        if (request.Tenders.Count(tender => tender.Method == PaymentMethod.Cash) > 1)
            return (null, SaleRefusals.CashTwice);
        if (Sum(request.Tenders.Select(tender => tender.Amount)) is var sum && sum != sale.Total)
            return (null, SaleRefusals.TendersDiffer(sum, sale.Total));
        var tenders = request.Tenders.Select((tender, i) => new SaleTender(
            tender.Method, tender.Amount, null,
            tender.Method == PaymentMethod.Cash ? null : SaleKeys.PaymentOf(saleId, i + 1))).ToList();
        if (request.Tenders.FirstOrDefault(tender => tender.Method == PaymentMethod.Cash) is not { } cash)
            return (sale with { Tenders = tenders }, null);
        var due = Rounded(cash.Amount);
        var given = cash.Tendered ?? due;
        if (given < due)
            return (null, SaleRefusals.NotEnoughTendered(given, due));
        var at = tenders.FindIndex(tender => tender.Method == PaymentMethod.Cash);
        tenders[at] = tenders[at] with { Tendered = given };
        return (sale with { Tenders = tenders, Rounding = due - cash.Amount, Change = given - due }, null);
    }

    private static Money Discount(Money gross, SaleLineAsked asked) =>
        asked.DiscountAmount ?? gross.Times((asked.DiscountPercent ?? 0) / 100);

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, one) => sum + one);
}
