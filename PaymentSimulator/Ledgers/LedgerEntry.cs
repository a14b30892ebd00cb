namespace PosSaga.PaymentSimulator;

/// <summary>One thing the gateway writes, or looks up, in its books.</summary>
/// <param name="Id">The payment, <c>{tenant}/{payment id}</c>.</param>
/// <param name="AtMicros">Microseconds since the Unix epoch, UTC.</param>
public abstract record LedgerEntry(string Id, long AtMicros)
{
    /// <param name="Decline">What the card says; null is yes.</param>
    public sealed record Authorise(
        string Id, Money Amount, string Code, int RiskScore, DeclineReason? Decline, long AtMicros)
        : LedgerEntry(Id, AtMicros);

    public sealed record Void(string Id, long AtMicros) : LedgerEntry(Id, AtMicros);

    public sealed record Capture(string Id, Money Amount, long AtMicros) : LedgerEntry(Id, AtMicros);

    /// <param name="Declined">The answer is no; it is written down, so that it stays no.</param>
    public sealed record Refund(string Id, string RefundId, Money Amount, long AtMicros, bool Declined = false)
        : LedgerEntry(Id, AtMicros);

    public sealed record Look(string Id) : LedgerEntry(Id, 0);
}
