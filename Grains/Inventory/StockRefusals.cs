namespace PosSaga.Inventory;

/// <summary>What stock says no to.</summary>
public static class StockRefusals
{
    public static Refusal QuantityOutOfRange { get; } = new(
        "quantity-out-of-range", RefusalKind.Validation, $"A quantity is between 1 and {StockDecider.MaxQuantity}.");

    public static Refusal Stale(VersionCondition seen, long actual) => new(
        "stock-changed", RefusalKind.PreconditionFailed, "The stock was changed. " + seen.Text(actual));

    public static Refusal NothingToAdjust { get; } = new(
        "delta-zero", RefusalKind.Validation, "An adjustment adds or takes at least one piece.");

    public static Refusal ThresholdOutOfRange { get; } = new(
        "threshold-out-of-range", RefusalKind.Validation, "An alert threshold is not negative.");

    public static Refusal OutOfStock(string sku, int asked, long available) => new(
        "out-of-stock", RefusalKind.OutOfStock, $"{sku}: {asked} asked for, {available} available.");

    public static Refusal BelowReserved(int delta, long available) => new(
        "stock-below-reserved", RefusalKind.Conflict, $"{-(long)delta} cannot be taken, {available} are available.");

    public static Refusal ReservationDiffers { get; } = new(
        "reservation-differs", RefusalKind.KeyReused, "There was a reservation of this id, for another quantity.");

    public static Refusal ReservationBarred { get; } = new(
        "reservation-barred", RefusalKind.InvalidState, "This reservation was given up before it was made.");

    public static Refusal ReservationCommitted { get; } = new(
        "reservation-committed", RefusalKind.InvalidState, "The goods of this reservation are sold.");

    public static Refusal ReservationNotHeld(ReservationFate fate) => new(
        "reservation-not-held", RefusalKind.InvalidState, $"The reservation is not held: {fate}.");

    /// <summary>Two activations met over one reservation; whoever asks again is answered by the journal.</summary>
    public static Refusal ReservationInMotion { get; } = new(
        "reservation-in-motion", RefusalKind.Unavailable, "The reservation is being closed just now; ask again.");

    public static Refusal RestockRefused { get; } = new(
        "restock-refused", RefusalKind.Conflict, "The store does not take these goods back.");

    public static Refusal RestockDiffers { get; } = new(
        "restock-differs", RefusalKind.KeyReused, "This refund brought back other quantities.");

    public static Refusal RestockUndone { get; } = new(
        "restock-undone", RefusalKind.InvalidState, "These goods were taken back out, or given up before they came.");

    public static Refusal NotThereAnyMore(int resellable, long available) => new(
        "restocked-goods-gone", RefusalKind.Conflict,
        $"{resellable} to be taken back out, {available} available: they may be sold again.");

    public static Refusal KeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This key was used with other content.");
}
