using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Journal;
using PosSaga.PaymentSimulator;

namespace PosSaga.Load.Books;

/// <summary>The simulated gateway's own books, opened beside a system that may be running or not.</summary>
internal sealed class GatewayLedger(GatewayDatabase database) : IGatewayBooks
{
    // What the development keys of the contract act for.
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
        // Opened for each reading: between two of them nothing of ours holds the gateway's files.
        var ledger = GatewayRegistration.Ledger(database, NullLoggerFactory.Instance);
        await using var closing = ledger as IAsyncDisposable;
        return await new LedgerGatewayBooks(ledger, Tenant).Charges(cancellation);
    }
}
