namespace PosSaga.Payments;

/// <summary>What the gateway says stands in its books for a payment. No answer at all is an exception.</summary>
public abstract record GatewayAnswer
{
    /// <summary>ISO 8583 response code of an approval.</summary>
    public const string ApprovedCode = "00";

    /// <param name="Amount">What the gateway holds, whatever was asked for this time.</param>
    public sealed record Approved(Money Amount, string AuthorizationCode, int RiskScore) : GatewayAnswer;

    /// <param name="ResponseCode">ISO 8583: 05, 51 …</param>
    public sealed record Declined(DeclineReason Reason, string ResponseCode) : GatewayAnswer;

    /// <summary>Undone before it arrived: the original is refused for good.</summary>
    public sealed record CancelledBeforeArrival : GatewayAnswer;

    /// <summary>It was authorised, and the hold was given back.</summary>
    public sealed record Voided : GatewayAnswer;

    public sealed record Captured(Money Amount) : GatewayAnswer;

    public sealed record Refunded(Money Amount) : GatewayAnswer;

    /// <summary>What was asked does not go with what stands in the books; nothing changed.</summary>
    public sealed record Refused(string Why) : GatewayAnswer;

    /// <summary>The gateway never heard of it.</summary>
    public sealed record NotFound : GatewayAnswer;

    private GatewayAnswer() { }
}
