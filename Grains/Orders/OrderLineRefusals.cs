namespace PosSaga.Orders;

/// <summary>What an order says no to when lines of it are to be shipped or cancelled.</summary>
public static class OrderLineRefusals
{
    public static Refusal NoLines { get; } = new(
        "order-lines-empty", RefusalKind.OrderInvalid, "No line is named; without lines it is all that is left.");

    public static Refusal NotInOrder(string sku) => new(
        "order-line-not-in-order", RefusalKind.OrderInvalid, $"{sku} is not in the order.");

    public static Refusal TooManyToShip(string sku, int wanted, int left) => new(
        "order-line-too-many-to-ship", RefusalKind.OrderInvalid,
        $"{wanted} of {sku} are to be shipped; {left} are neither shipped nor cancelled.");

    public static Refusal TooManyToCancel(string sku, int wanted, int left) => new(
        "order-line-too-many-to-cancel", RefusalKind.OrderInvalid,
        $"{wanted} of {sku} are to be cancelled; {left} are not shipped, not cancelled, and in no claim.");

    public static Refusal NothingToCancel { get; } = new(
        "order-nothing-to-cancel", RefusalKind.InvalidState,
        "Whatever is not shipped yet is cancelled, or held by claims.");

    public static Refusal TooManyParts { get; } = new(
        "order-has-too-many-parts", RefusalKind.InvalidState,
        $"An order is shipped in at most {OrderDecider.MaxParts} parts, and cancelled in as many; all that is left can "
        + "still be the last.");

    public static Refusal KeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This key was used for another request.");

    public static Refusal CustomerErased { get; } = new(
        "customer-erased", RefusalKind.Conflict, "The customer was erased; nothing about them can be stored.");
}
