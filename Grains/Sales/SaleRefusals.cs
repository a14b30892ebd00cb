namespace PosSaga.Sales;

/// <summary>What a till is told no for.</summary>
public static class SaleRefusals
{
    public static Refusal KeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This key or id was used for another sale.");

    public static Refusal NotFound { get; } = new("sale-not-found", RefusalKind.NotFound, "There is no such sale.");

    public static Refusal Stale(VersionCondition seen, long actual) => new(
        "sale-changed", RefusalKind.PreconditionFailed, "The sale was changed. " + seen.Text(actual));

    public static Refusal NotCompleted { get; } = new(
        "sale-not-completed", RefusalKind.InvalidState, "Only what is sold can be voided.");

    public static Refusal ShiftIsOver { get; } = new(
        "void-after-shift", RefusalKind.InvalidState,
        "A sale is voided while its shift is open; afterwards its goods come back as a return.");

    public static Refusal NotSold(string sku) => new(
        "product-inactive", RefusalKind.SaleInvalid, $"{sku} is not sold any more.");

    public static Refusal DiscountTooLarge(string sku) => new(
        "discount-too-large", RefusalKind.SaleInvalid, $"The discount on {sku} is more than the line costs.");

    public static Refusal TendersDiffer(Money tendered, Money total) => new(
        "tenders-differ", RefusalKind.SaleInvalid, $"The tenders add up to {tendered}, the sale to {total}.");

    public static Refusal NotEnoughTendered(Money tendered, Money due) => new(
        "not-enough-tendered", RefusalKind.SaleInvalid, $"{due} are due in cash, {tendered} were given.");

    public static Refusal CashTwice { get; } = new(
        "cash-twice", RefusalKind.SaleInvalid, "Cash is one tender: rounded once, with one change.");

    public static Refusal TenderOfNothing { get; } = new(
        "tender-of-nothing", RefusalKind.SaleInvalid, "A tender is more than 0.00; a total of 0.00 has none.");

    public static Refusal NotSupported(string what) => new(
        "sale-not-supported", RefusalKind.SaleInvalid, $"This system does not take {what} yet.");
}
