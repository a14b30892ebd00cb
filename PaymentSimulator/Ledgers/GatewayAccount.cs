using System.Diagnostics.CodeAnalysis;

namespace PosSaga.PaymentSimulator;

/// <summary>Stored as numbers: a value never changes its meaning.</summary>
public enum AccountState { Authorised = 1, Declined = 2, CancelledBeforeArrival = 3, Voided = 4, Captured = 5 }

/// <param name="Amount">Zero for one that was declined: asked again, it is declined again.</param>
public sealed record GatewayRefund(string RefundId, long Amount);

/// <summary>One payment in the gateway's books: how it stands, and how often that changed.</summary>
/// <param name="Version">1 for the first entry; a writer replaces only the version that it has seen.</param>
/// <param name="OpenedAtMicros">Of the first entry, microseconds since the Unix epoch.</param>
[SuppressMessage("Naming", "CA1724", Justification = "The word of the trade.")]
public sealed record GatewayAccount(
    string Id, int Version, AccountState State, Money Amount, string? Code, int RiskScore, DeclineReason? Decline,
    long Captured, long Refunded, IReadOnlyList<GatewayRefund> Refunds, long OpenedAtMicros, long ChangedAtMicros)
{
    /// <summary>The gateway's whole rule book. What does not go with what stands changes nothing, so a repeated entry
    /// is harmless, and who asked learns how the account stands.</summary>
    public static GatewayAccount? Book(GatewayAccount? account, LedgerEntry entry) => (account?.State, entry) switch
    {
        (null, LedgerEntry.Authorise { Decline: null } a) =>
            Open(a, AccountState.Authorised, a.Amount) with { Code = a.Code, RiskScore = a.RiskScore },
        (null, LedgerEntry.Authorise a) => Open(a, AccountState.Declined, a.Amount) with { Decline = a.Decline },
        // Nothing to void: the bar refuses the original, should it still arrive.
        (null, LedgerEntry.Void) => Open(entry, AccountState.CancelledBeforeArrival, Money.Zero),
        (AccountState.Authorised, LedgerEntry.Void) => account!.Changed(entry) with { State = AccountState.Voided },
        (AccountState.Authorised, LedgerEntry.Capture c) when c.Amount == account!.Amount =>
            account.Changed(entry) with { State = AccountState.Captured, Captured = c.Amount.Amount },
        (AccountState.Captured, LedgerEntry.Refund r) when account!.Allows(r) =>
            account.Paid(r, r.Declined ? 0 : r.Amount.Amount),
        _ => account,
    };

    private static GatewayAccount Open(LedgerEntry entry, AccountState state, Money amount) => new(
        entry.Id, 1, state, amount, null, 0, null, 0, 0, [], entry.AtMicros, entry.AtMicros);

    private GatewayAccount Paid(LedgerEntry.Refund refund, long amount) => Changed(refund) with
    {
        Refunded = Refunded + amount,
        Refunds = [.. Refunds, new GatewayRefund(refund.RefundId, amount)],
    };

    private GatewayAccount Changed(LedgerEntry entry) =>
        this with { Version = Version + 1, ChangedAtMicros = entry.AtMicros };

    private bool Allows(LedgerEntry.Refund refund) =>
        refund.Amount.Amount > 0 && refund.Amount.Currency == Amount.Currency
        && refund.Amount.Amount <= Captured - Refunded
        && !Refunds.Any(r => r.RefundId == refund.RefundId);
}
