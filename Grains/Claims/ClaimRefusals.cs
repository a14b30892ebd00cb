namespace PosSaga.Claims;

/// <summary>Every no that a claim can answer. What its order says no to is in <c>PiecesRefusals</c>.</summary>
public static class ClaimRefusals
{
    public static Refusal NoSuchClaim { get; } = new(
        "claim-not-found", RefusalKind.NotFound, "There is no such claim.");

    public static Refusal KeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This key was used for another request.");

    /// <param name="command">What was to be done: <c>assigned</c>.</param>
    public static Refusal NotAllowedWhile(ClaimStatus status, string command) => new(
        "claim-invalid-state", RefusalKind.InvalidState, $"The claim is {Spelled(status)}; it cannot be {command}.");

    public static Refusal HasRefund { get; } = new(
        "claim-has-refund", RefusalKind.InvalidState,
        "The claim is closed with a refund that is paid or on its way; it cannot be reopened.");

    public static Refusal RefundStands { get; } = new(
        "claim-refund-stands", RefusalKind.InvalidState,
        "The claim has a refund that is paid or on its way; it cannot be withdrawn.");

    public static Refusal Stale(VersionCondition seen, long actual) => new(
        "claim-changed", RefusalKind.PreconditionFailed, "The claim was changed. " + seen.Text(actual));

    public static Refusal NoOrder { get; } = new(
        "claim-without-order", RefusalKind.InvalidState,
        "No order is linked to the claim; there is nothing to refund.");

    public static Refusal EnrichmentPending { get; } = new(
        "claim-enrichment-pending", RefusalKind.InvalidState,
        "The claim's order could not be read yet; what there is to refund is not known.");

    public static Refusal LinesWithoutOrder { get; } = new(
        "claim-lines-without-order", RefusalKind.ClaimInvalid, "Lines are those of an order, and no order is named.");

    public static Refusal NoSuchOrder { get; } = new(
        "order-not-found", RefusalKind.NotFound, "There is no such order.");

    public static Refusal OrderFailed { get; } = new(
        "claim-order-failed", RefusalKind.ClaimInvalid, "The order failed; nothing was bought.");

    public static Refusal OrderUnderWay { get; } = new(
        "claim-order-under-way", RefusalKind.InvalidState,
        "The order is still under way; try again when it is confirmed.");

    /// <summary>Somebody else claims the pieces by now, say.</summary>
    public static Refusal CannotReopen(Refusal order) => new(
        "claim-cannot-reopen", RefusalKind.Conflict,
        $"The order does not hold its pieces for this claim again. {order.Text}");

    public static Refusal CustomerErased { get; } = new(
        "customer-erased", RefusalKind.Conflict, "The customer was erased; nothing about them can be stored.");

    private static string Spelled(ClaimStatus status) =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}
