using PosSaga.PaymentSimulator;
using PosSaga.Payments;

namespace PosSaga.Tests.Simulation;

/// <summary>The gateway's books as the checks read them: every entry that changed something, and how each account
/// stands.</summary>
internal sealed class Books(IGatewayLedger ledger) : IGatewayLedger
{
    public Task Open(CancellationToken cancellation = default) => ledger.Open(cancellation);

    private readonly Dictionary<string, GatewayAccount> _accounts = new(StringComparer.Ordinal);

    /// <summary>Accounts by the gateway's id, in the order of that id.</summary>
    public IEnumerable<GatewayAccount> Accounts => _accounts.Values.OrderBy(a => a.Id, StringComparer.Ordinal);

    public List<(LedgerEntry Entry, AccountState State)> Entries { get; } = [];

    public async ValueTask<GatewayAccount?> Book(LedgerEntry entry, CancellationToken cancellation = default)
    {
        var account = await ledger.Book(entry, cancellation);
        if (account is null)
            return null;
        var before = _accounts.GetValueOrDefault(account.Id);
        _accounts[account.Id] = account;
        if (before?.Version != account.Version)
            Entries.Add((entry, account.State));
        return account;
    }

    Task<GatewayBooks> IGatewayLedger.Books(string prefix, CancellationToken cancellation) =>
        ledger.Books(prefix, cancellation);

    Task<IReadOnlyList<GatewayAccount>> IGatewayLedger.List(
        string prefix, string? after, int max, CancellationToken cancellation) =>
        ledger.List(prefix, after, max, cancellation);

    Task<VersionedSettings> IGatewayLedger.Settings(CancellationToken cancellation) => ledger.Settings(cancellation);

    Task<VersionedSettings> IGatewayLedger.Save(GatewaySettings settings, CancellationToken cancellation) =>
        ledger.Save(settings, cancellation);
}
