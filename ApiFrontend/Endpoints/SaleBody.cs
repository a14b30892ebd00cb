using PosSaga.Payments;
using PosSaga.ReadModels;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Api;

/// <summary>Where a sale stands, for callers: completed is sold, failed is not sold, voided was sold and given
/// back.</summary>
internal enum SaleStatus { Pending, Completed, Failed, NeedsOperator, Voided }

internal static class SaleStatuses
{
    public static SaleStatus Of(SagaState state, bool isVoided = false) => state switch
    {
        SagaState.Completed when isVoided => SaleStatus.Voided,
        SagaState.Completed => SaleStatus.Completed,
        SagaState.Failed => SaleStatus.Failed,
        SagaState.NeedsOperator => SaleStatus.NeedsOperator,
        _ => SaleStatus.Pending,
    };

    /// <summary>The states that show as this status, and whether what is in them was voided.</summary>
    public static (IReadOnlyList<SagaState> States, bool? Voided) Filter(SaleStatus status) => status switch
    {
        SaleStatus.Voided => ([SagaState.Completed], true),
        SaleStatus.Completed => ([SagaState.Completed], false),
        _ => ([.. Enum.GetValues<SagaState>().Where(state => Of(state) == status)], null),
    };
}

internal sealed record SaleLineBody(
    string Sku, string Name, MoneyBody UnitPrice, int Quantity, MoneyBody Discount, string? DiscountReason,
    MoneyBody LineTotal);

internal sealed record SaleTaxBody(string Name, decimal Rate, MoneyBody Base, MoneyBody Amount);

internal sealed record SaleTenderBody(PaymentMethod Method, MoneyBody Amount, MoneyBody? Tendered, string? PaymentId);

/// <param name="Languages">The first one first.</param>
/// <param name="Text">42 columns.</param>
internal sealed record ReceiptBody(string Number, IReadOnlyList<string> Languages, string Text);

/// <summary>Lines and amounts are empty until it is priced; the number comes with the commit.</summary>
internal sealed record SaleBody(
    string Id, string? Number, SaleStatus Status, string StoreId, string RegisterId, string CashierId,
    string? CustomerId, IReadOnlyList<SaleLineBody> Lines, MoneyBody Subtotal, IReadOnlyList<SaleTaxBody> Taxes,
    MoneyBody Tax, MoneyBody Rounding, MoneyBody Total, IReadOnlyList<SaleTenderBody> Tenders, MoneyBody Change,
    ReceiptBody? Receipt, FailureBody? Failure, string? OperatorReason, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, long Version)
{
    private static readonly MoneyBody None = MoneyBody.Of(Money.Zero);

    public static SaleBody Example { get; } = Of(new SaleView(
        Examples.Sale, SagaState.Completed, "1", "r1", "demo-admin", null, new SaleNumber(1, "1-r1-1"),
        new PricedSale(
            "Vieux-Montréal", "QC", [new(Examples.Sku, "Café", new(1299), 2, Money.Zero)], new(2598),
            [new("GST", 0.05m, new(2598), new(130)), new("QST", 0.09975m, new(2598), new(259))], new(389), new(2987),
            [new(PaymentMethod.Cash, new(2987), new(3000))], new(-2), new(15)),
        null, new(2026, 1, 31, 15, 0, 0, TimeSpan.Zero), new(2026, 1, 31, 15, 0, 1, TimeSpan.Zero), 5, 0));

    public static SaleBody Of(SaleView sale) => Of(
        sale.Id, sale.State, sale.Number?.Text, sale.Sale, sale.CashierId, sale.CreatedAt) with
    {
        StoreId = sale.StoreId, RegisterId = sale.RegisterId, CustomerId = sale.CustomerId,
        Status = SaleStatuses.Of(sale.State, sale.Voided), Failure = FailureBody.Of(sale.Failure),
        OperatorReason = sale.OperatorReason, UpdatedAt = sale.UpdatedAt, Version = sale.Version,
    };

    public static SaleBody Of(SaleSummary sale) => Of(
        sale.Id, sale.State, sale.Number, sale.Sale, sale.CashierId, sale.CreatedAt) with
    {
        StoreId = sale.StoreId, RegisterId = sale.RegisterId, CustomerId = sale.CustomerId,
        Status = SaleStatuses.Of(sale.State, sale.Voided), Failure = FailureBody.Of(sale.Failure),
        OperatorReason = sale.OperatorReason, UpdatedAt = sale.UpdatedAt, Version = sale.Version,
    };

    private static SaleBody Of(
        string id, SagaState state, string? number, PricedSale? sale, string cashier, DateTimeOffset at) => new(
        id, number, SaleStatuses.Of(state), "", "", cashier, null, [.. (sale?.Lines ?? []).Select(Line)],
        Amount(sale?.Subtotal),
        [.. (sale?.Taxes ?? []).Select(tax => new SaleTaxBody(
            tax.Name, tax.Rate, MoneyBody.Of(tax.Base), MoneyBody.Of(tax.Amount)))],
        Amount(sale?.Tax), Amount(sale?.Rounding), Amount(sale?.Total),
        [.. (sale?.Tenders ?? []).Select(tender => new SaleTenderBody(
            tender.Method, MoneyBody.Of(tender.Amount), tender.Tendered is { } given ? MoneyBody.Of(given) : null,
            tender.PaymentId))],
        Amount(sale?.Change),
        number is null || sale is null
            ? null
            : new ReceiptBody(
                number, PosSaga.Sales.Receipt.Languages(sale),
                PosSaga.Sales.Receipt.Text(number, cashier, at, sale)),
        null, null, at, at, 0);

    private static SaleLineBody Line(SaleLine line) => new(
        line.Sku, line.Name, MoneyBody.Of(line.UnitPrice), line.Quantity, MoneyBody.Of(line.Discount),
        line.DiscountReason, MoneyBody.Of(line.LineTotal));

    private static MoneyBody Amount(Money? money) => money is { } known ? MoneyBody.Of(known) : None;
}
