using PosSaga.Load.Orders;

namespace PosSaga.Load.Books;

/// <summary>Opens the simulated gateway's own ledger.</summary>
internal static class GatewayLedger
{
    /// <param name="connection">Where the gateway keeps it; null when it is not to be compared.</param>
    public static IGatewayBooks? Open(string? connection) => string.IsNullOrWhiteSpace(connection)
        ? null
        : throw new SystemNotUsableException("This build cannot read the gateway's ledger.");
}
