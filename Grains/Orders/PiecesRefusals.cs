namespace PosSaga.Orders;

/// <summary>What an order says no to when a claim wants pieces of it.</summary>
public static class PiecesRefusals
{
    public static Refusal OrderCancelled { get; } = new(
        "claim-order-cancelled", RefusalKind.ClaimInvalid, "The order was cancelled; all of it was taken back.");

    /// <summary>All of it cancelled, and not refunded yet. Not a claim's business either: a refund that failed is tried
    /// again by cancelling again.</summary>
    public static Refusal CancellationOpen(Refunds.RefundStatus status) => new(
        "claim-order-cancellation-open", RefusalKind.ClaimInvalid,
        "The order was cancelled; its own refund, which is "
        + $"{System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(status.ToString())}, gives it back.");

    public static Refusal CustomerDiffers { get; } = new(
        "claim-customer-differs", RefusalKind.ClaimInvalid, "The order belongs to another customer than the claim.");

    public static Refusal NotInOrder(string sku) => new(
        "claim-line-not-in-order", RefusalKind.ClaimInvalid, $"{sku} is not in the order.");

    public static Refusal TooMany(string sku, int wanted, int left) => new(
        "claim-line-too-many", RefusalKind.ClaimInvalid,
        $"{wanted} of {sku} are claimed; {left} of those bought are in no other claim and not cancelled.");

    public static Refusal NothingLeft { get; } = new(
        "claim-nothing-left", RefusalKind.ClaimInvalid,
        "Nothing of the order is left: it is in other claims, or cancelled.");

    public static Refusal TooManyClaims { get; } = new(
        "claim-order-has-too-many", RefusalKind.ClaimInvalid,
        $"An order takes at most {OrderDecider.MaxClaims} claims.");

    /// <summary>A hold that arrives after the claim has let go.</summary>
    public static Refusal HoldBarred { get; } = new(
        "claim-hold-barred", RefusalKind.Conflict, "The claim has let these pieces go.");
}
