using PosSaga.Payments;
using PosSaga.Sales;

namespace PosSaga.Api;

/// <param name="Percent">Of the line, 0 to 100; or an amount, never both.</param>
internal sealed record DiscountBody(string Reason, decimal? Percent = null, MoneyBody? Amount = null);

/// <param name="Barcode">Not taken yet.</param>
/// <param name="PriceOverride">Not taken yet.</param>
internal sealed record SellLineBody(
    int Quantity, string? Sku = null, DiscountBody? Discount = null, string? Barcode = null,
    MoneyBody? PriceOverride = null);

/// <param name="Amount">Its part of the total, before cash is rounded.</param>
/// <param name="Token">Of the card or wallet; cash has none.</param>
/// <param name="Tendered">Cash that was given; without it, exactly what was due.</param>
internal sealed record TenderBody(
    PaymentMethod Method, MoneyBody Amount, string? Token = null, MoneyBody? Tendered = null);

/// <param name="Id">The client's own id of the sale, instead of an Idempotency-Key.</param>
/// <param name="Offline">Not taken yet, and neither is soldAt.</param>
internal sealed record SellBody(
    string StoreId, string RegisterId, IReadOnlyList<SellLineBody> Lines, IReadOnlyList<TenderBody> Tenders,
    string? CashierId = null, string? CustomerId = null, string? Id = null, bool? Offline = null,
    DateTimeOffset? SoldAt = null) : IBody, INamesThings
{
    NamedThings INamesThings.Named => new(StoreId, CustomerId: CustomerId, Register: $"{StoreId}-{RegisterId}");

    private const int MaxLines = 100;
    private const int MaxTenders = 10;
    private const int MaxQuantity = 999;

    public static SellBody Example { get; } = new(
        "1", "r1", [new(2, Examples.Sku)],
        [new(PaymentMethod.Cash, new(2_987, "CAD"), Tendered: new(3_000, "CAD"))]);

    public void Check(ValidationErrors faults)
    {
        faults.Id("storeId", StoreId);
        faults.Id("registerId", RegisterId);
        faults.Id("cashierId", CashierId);
        faults.Id("customerId", CustomerId);
        faults.Id("id", Id);
        if (Id?.Length > SaleKeys.MaxIdLength)
            faults.Add("id", $"must be at most {SaleKeys.MaxIdLength} characters");
        faults.Range("lines", Lines.Count, 1, MaxLines);
        faults.Range("tenders", Tenders.Count, 0, MaxTenders);
        for (var i = 0; i < Math.Min(Lines.Count, MaxLines); i++)
            Check(faults, $"lines[{i}]", Lines[i]);
        for (var i = 0; i < Math.Min(Tenders.Count, MaxTenders); i++)
            Check(faults, $"tenders[{i}]", Tenders[i]);
    }

    /// <summary>What this system does not do yet, by name: to leave it out of the sale would be worse than to say
    /// so.</summary>
    public string? Unsupported() => this switch
    {
        { Offline: true } or { SoldAt: not null } => "sales that were made offline",
        _ when Lines.Any(line => line.PriceOverride is not null) => "price overrides",
        _ when Lines.Any(line => line.Barcode is not null) => "barcodes; name the SKU",
        _ => null,
    };

    public StartSale ToCommand(Origin origin, string subject, string fingerprint) => new(
        origin, StoreId, RegisterId, CashierId ?? subject, CustomerId,
        [.. Lines.Select(line => new SaleLineAsked(
            line.Sku!, line.Quantity, line.Discount?.Percent, line.Discount?.Amount?.ToMoney(),
            line.Discount?.Reason))],
        [.. Tenders.Select(tender => new TenderAsked(
            tender.Method, tender.Amount.ToMoney(), tender.Token, tender.Tendered?.ToMoney()))],
        fingerprint);

    // The parser lets a null through as an item of a list.
    private static void Check(ValidationErrors faults, string field, SellLineBody? line)
    {
        if (line is null)
        {
            faults.Add(field, "must not be null");
            return;
        }

        faults.Id(field + ".sku", line.Sku);
        if (line.Sku is null && line.Barcode is null)
            faults.Add(field + ".sku", "is required");
        faults.Range(field + ".quantity", line.Quantity, 1, MaxQuantity);
        if (line.Discount is not { } discount)
            return;
        faults.Text(field + ".discount.reason", discount.Reason, ReasonBody.MaxLength);
        faults.Money(field + ".discount.amount", discount.Amount);
        if (discount.Percent is null == discount.Amount is null)
            faults.Add(field + ".discount", "must be a percent or an amount");
        if (discount.Percent is < 0 or > 100)
            faults.Add(field + ".discount.percent", "must be 0 to 100");
    }

    private static void Check(ValidationErrors faults, string field, TenderBody? tender)
    {
        if (tender is null)
        {
            faults.Add(field, "must not be null");
            return;
        }

        faults.Money(field + ".amount", tender.Amount);
        faults.Money(field + ".tendered", tender.Tendered);
        var isCash = tender.Method == PaymentMethod.Cash;
        if (isCash && tender.Token is not null)
            faults.Add(field + ".token", "must be left out for cash");
        if (!isCash && tender.Token is null)
            faults.Add(field + ".token", "is required for a card");
        if (!isCash && tender.Tendered is not null)
            faults.Add(field + ".tendered", "is for cash");
        if (!isCash && tender.Token is { } token)
            faults.PaymentToken(field + ".token", token);
    }
}
