namespace PosSaga.Catalogue;

/// <summary>What the catalogue says no to.</summary>
public static class ProductRefusals
{
    /// <summary>One million dollars. 100 lines of 999 at that price stay far below what a long of cents
    /// holds.</summary>
    public const long MaxPriceCents = 100_000_000;

    public static Refusal SkuTaken { get; } = new(
        "sku-taken", RefusalKind.Conflict, "There is a product with this SKU already.");

    public static Refusal RequestKeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This key was used for another product.");

    public static Refusal Stale(VersionCondition seen, long actual) => new(
        "product-changed", RefusalKind.PreconditionFailed, "The product was changed. " + seen.Text(actual));

    public static Refusal NameMissing { get; } = new(
        "product-name-missing", RefusalKind.Validation, "A product has a name and a category.");

    public static Refusal PriceOutOfRange { get; } = new(
        "price-out-of-range", RefusalKind.Validation, "A price is between 0.00 and 1,000,000.00 CAD.");

    public static Refusal ThresholdOutOfRange { get; } = new(
        "threshold-out-of-range", RefusalKind.Validation, "An alert threshold is not negative.");

    /// <param name="sku">Null where the product itself was asked.</param>
    public static Refusal NoSuchProduct(string? sku = null, RefusalKind kind = RefusalKind.NotFound) => new(
        "product-not-found", kind, sku is null ? "There is no such product." : $"There is no product {sku}.");
}
