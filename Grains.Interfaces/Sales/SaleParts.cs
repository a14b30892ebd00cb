using System.Text.Json.Serialization;
using PosSaga.Payments;

namespace PosSaga.Sales;

/// <param name="DiscountPercent">Of the line, 0 to 100; at most one of the two discounts is given.</param>
[GenerateSerializer, Immutable, Alias("possaga.sale.line-asked")]
public sealed record SaleLineAsked(
    string Sku, int Quantity, decimal? DiscountPercent = null, Money? DiscountAmount = null,
    string? DiscountReason = null);

/// <param name="Amount">Its part of the total, before cash is rounded.</param>
/// <param name="Token">Stands for the card at the gateway; cash has none.</param>
/// <param name="Tendered">Cash that the customer gave; null: exactly what was due.</param>
[GenerateSerializer, Immutable, Alias("possaga.sale.tender-asked")]
public sealed record TenderAsked(PaymentMethod Method, Money Amount, string? Token = null, Money? Tendered = null);

/// <summary>A line as it was sold.</summary>
[GenerateSerializer, Immutable, Alias("possaga.sale.line")]
public sealed record SaleLine(
    string Sku, string Name, Money UnitPrice, int Quantity, Money Discount, string? DiscountReason = null)
{
    [JsonIgnore] public Money LineTotal => (UnitPrice * Quantity) - Discount;
}

/// <param name="Name">GST, QST, HST …</param>
/// <param name="Rate">0.09975.</param>
[GenerateSerializer, Immutable, Alias("possaga.sale.tax")]
public sealed record SaleTax(string Name, decimal Rate, Money Base, Money Amount);

/// <param name="PaymentId">At the gateway; null for cash.</param>
/// <param name="Tendered">Null for a card.</param>
[GenerateSerializer, Immutable, Alias("possaga.sale.tender")]
public sealed record SaleTender(PaymentMethod Method, Money Amount, Money? Tendered = null, string? PaymentId = null);

/// <summary>What a sale comes to, to the cent.</summary>
/// <param name="Province">Whose tax it is.</param>
/// <param name="Rounding">Of its cash to five cents: −2 to 2.</param>
/// <param name="Change">Given back out of the drawer.</param>
[GenerateSerializer, Immutable, Alias("possaga.sale.priced")]
public sealed record PricedSale(
    string StoreName, string Province, IReadOnlyList<SaleLine> Lines, Money Subtotal, IReadOnlyList<SaleTax> Taxes,
    Money Tax, Money Total, IReadOnlyList<SaleTender> Tenders, Money Rounding, Money Change)
{
    [JsonIgnore] public int Items => Lines.Sum(line => line.Quantity);
}
