using System.Text.Json;

namespace PosSaga.Orders;

/// <summary>What orders say no to.</summary>
public static class OrderRefusals
{
    public static Refusal NoSuchOrder { get; } = new(
        "order-not-found", RefusalKind.NotFound, "There is no such order.");

    /// <summary>Its saga is under way, or has failed: there is nothing to be shipped or taken back.</summary>
    /// <param name="status">Of the saga, as the API spells it.</param>
    public static Refusal NotConfirmed(string status) => new(
        "order-not-confirmed", RefusalKind.InvalidState, $"The order is {status}, not confirmed.");

    public static Refusal Stale(VersionCondition seen, long actual) => new(
        "order-changed", RefusalKind.PreconditionFailed, "The order was changed. " + seen.Text(actual));

    public static Refusal OrderDiffers { get; } = new(
        "order-differs", RefusalKind.Conflict, "The order was confirmed with other content.");

    public static Refusal GivenUp { get; } = new(
        "order-given-up", RefusalKind.OrderFailed, "The order was given up before this confirmation arrived.");

    public static Refusal NotAccepted { get; } = new(
        "order-refused", RefusalKind.OrderFailed, "The order is not accepted.");

    public static Refusal RiskTooHighAt(int score) => new(
        "risk-too-high", RefusalKind.OrderFailed,
        $"The payment's risk score is {score}; {OrderDecider.RiskTooHigh} is too high.");

    public static Refusal Claimed { get; } = new(
        "order-claimed", RefusalKind.InvalidState,
        "A claim that is not over is about some of this order; close it first.");

    /// <summary>The refund says how an attempt ended that the order never asked for.</summary>
    public static Refusal AttemptUnknown { get; } = new(
        "order-refund-attempt-unknown", RefusalKind.Conflict, "The order has asked for no such attempt at its refund.");

    public static Refusal NotPaidYet { get; } = new(
        "order-not-completed", RefusalKind.InvalidState,
        "The order's payment is not captured yet; ask again when it is completed.");

    public static Refusal NotAllowedWhile(Fulfilment fulfilment) => new(
        "order-state", RefusalKind.InvalidState,
        $"The order is {JsonNamingPolicy.CamelCase.ConvertName(fulfilment.ToString())}.");
}
