namespace PosSaga.PaymentSimulator;

/// <summary>The simulated gateway's own books, outside the journal. Durable where the implementation says so; right
/// with any number of processes at the same books.</summary>
public interface IGatewayLedger
{
    /// <summary>Makes its tables where they are missing.</summary>
    Task Open(CancellationToken cancellation = default);

    /// <summary>Books once by <see cref="GatewayAccount.Book"/> and answers how the account stands then; null when the
    /// books know nothing of it.</summary>
    /// <exception cref="GatewayUnansweredException">The books cannot be reached, or too many wait; whether it was
    /// booked is unknown, and booking again is harmless.</exception>
    ValueTask<GatewayAccount?> Book(LedgerEntry entry, CancellationToken cancellation = default);

    /// <summary>The sums over all payments whose id begins with the prefix (<c>{tenant}/</c>, or empty for
    /// all).</summary>
    Task<GatewayBooks> Books(string prefix, CancellationToken cancellation = default);

    /// <summary>Payments by id, ascending (ordinal), from after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<GatewayAccount>> List(
        string prefix, string? after, int max, CancellationToken cancellation = default);

    Task<VersionedSettings> Settings(CancellationToken cancellation = default);

    Task<VersionedSettings> Save(GatewaySettings settings, CancellationToken cancellation = default);
}

/// <summary>The gateway's side of the books, in minor units of the one currency (CAD).</summary>
/// <param name="Payments">All that the gateway ever heard of, bars included.</param>
/// <param name="Open">Authorised and neither captured nor voided.</param>
public sealed record GatewayBooks(
    long Payments, long OpenCount, long Open, long CapturedCount, long Captured, long VoidedCount, long Voided,
    long DeclinedCount, long BarredCount, long Refunded)
{
    public static GatewayBooks Sum(IEnumerable<GatewayAccount> accounts)
    {
        var books = new GatewayBooks(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var account in accounts)
            books = books.Plus(
                account.State, 1,
                account.State == AccountState.Captured ? account.Captured : account.Amount.Amount, account.Refunded);
        return books;
    }

    /// <summary>Adds so many payments in one state, and what they come to.</summary>
    public GatewayBooks Plus(AccountState state, long count, long amount, long refunded)
    {
        var books = this with { Payments = Payments + count, Refunded = Refunded + refunded };
        return state switch
        {
            AccountState.Authorised => books with { OpenCount = OpenCount + count, Open = Open + amount },
            AccountState.Captured => books with { CapturedCount = CapturedCount + count, Captured = Captured + amount },
            AccountState.Voided => books with { VoidedCount = VoidedCount + count, Voided = Voided + amount },
            AccountState.Declined => books with { DeclinedCount = DeclinedCount + count },
            AccountState.CancelledBeforeArrival => books with { BarredCount = BarredCount + count },
            _ => throw new ArgumentOutOfRangeException(
                nameof(state), state, "An account is in one of the five states."),
        };
    }
}
