using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Journal;
using PosSaga.PaymentSimulator;

namespace PosSaga.Load;

/// <summary>The payment gateway's own ledger, read where the gateway stores it: what it did, not what the system asked
/// for.</summary>
internal interface IGatewayBooks
{
    Task<IReadOnlyList<GatewayCharge>> Charges(CancellationToken cancellation);
}

/// <summary>One payment at the gateway.</summary>
/// <param name="PaymentId">The payment's, and so the order's id.</param>
/// <param name="Authorisations">How many holds were ever placed under this id; more than one is a double
/// charge.</param>
/// <param name="HeldCents">Authorised and neither captured nor voided.</param>
internal sealed record GatewayCharge(
    string PaymentId, int Authorisations, long HeldCents, long CapturedCents, long RefundedCents);

/// <summary>Opens the simulated gateway's ledger, whether or not the system is running.</summary>
internal sealed class GatewayLedger(GatewayDatabase database) : IGatewayBooks
{
    // The tenant of the development API keys.
    private const string Tenant = "demo";

    /// <param name="connection">The journal's connection string, since the gateway keeps its books in the same database
    /// or directory; null when they are not to be compared.</param>
    public static IGatewayBooks? Open(string? connection)
    {
        if (string.IsNullOrWhiteSpace(connection))
            return null;
        return new GatewayLedger(JournalConnection.KindOf(connection) switch
        {
            JournalKind.Postgres => new GatewayDatabase(GatewayStore.Postgres, ConnectionString: connection),
            JournalKind.Sqlite => new GatewayDatabase(
                GatewayStore.Sqlite, Directory: JournalConnection.DirectoryOf(connection)),
            _ => throw new JournalConfigurationException("Books kept in memory cannot be read from another process."),
        });
    }

    public async Task<IReadOnlyList<GatewayCharge>> Charges(CancellationToken cancellation)
    {
        // Opened for each reading, so that this process does not hold the gateway's files in between.
        var ledger = GatewayRegistration.Ledger(database, NullLoggerFactory.Instance);
        await using var closing = ledger as IAsyncDisposable;
        return await new LedgerGatewayBooks(ledger, Tenant).Charges(cancellation);
    }
}

/// <summary>The simulated gateway's ledger, one tenant's part of it, as charges by payment id.</summary>
internal sealed class LedgerGatewayBooks(IGatewayLedger ledger, string tenant) : IGatewayBooks
{
    private const int PageSize = 1_000;

    public async Task<IReadOnlyList<GatewayCharge>> Charges(CancellationToken cancellation)
    {
        var prefix = tenant + "/";
        var charges = new List<GatewayCharge>();
        for (string? after = null; ;)
        {
            var page = await ledger.List(prefix, after, PageSize, cancellation);
            foreach (var account in page)
                charges.Add(Charge(account, account.Id[prefix.Length..]));
            if (page.Count < PageSize)
                return charges;
            after = page[^1].Id;
        }
    }

    // The ledger has one account per payment id and authorises it at most once.
    private static GatewayCharge Charge(GatewayAccount account, string paymentId) => new(
        paymentId,
        account.State is AccountState.Declined or AccountState.CancelledBeforeArrival ? 0 : 1,
        account.State == AccountState.Authorised ? account.Amount.Amount : 0,
        account.Captured,
        account.Refunded);
}
