namespace PosSaga.PaymentSimulator;

/// <summary>Books that live as long as this object: for simulation, where the world outlives its silos.</summary>
public sealed class InMemoryGatewayLedger : IGatewayLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, GatewayAccount> _accounts = new(StringComparer.Ordinal);
    private VersionedSettings _settings = new(0, GatewaySettings.Usual);

    public Task Open(CancellationToken cancellation = default) => Task.CompletedTask;

    public ValueTask<GatewayAccount?> Book(LedgerEntry entry, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var account = GatewayAccount.Book(_accounts.GetValueOrDefault(entry.Id), entry);
            if (account is not null)
                _accounts[entry.Id] = account;
            return new(account);
        }
    }

    public Task<GatewayBooks> Books(string prefix, CancellationToken cancellation = default) =>
        Task.FromResult(GatewayBooks.Sum(Of(prefix)));

    public Task<IReadOnlyList<GatewayAccount>> List(
        string prefix, string? after, int max, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<GatewayAccount>>(
            [.. Of(prefix).Where(a => after is null || string.CompareOrdinal(a.Id, after) > 0).Take(max)]);

    public Task<VersionedSettings> Settings(CancellationToken cancellation = default)
    {
        lock (_lock)
            return Task.FromResult(_settings);
    }

    public Task<VersionedSettings> Save(GatewaySettings settings, CancellationToken cancellation = default)
    {
        lock (_lock)
            return Task.FromResult(_settings = new(_settings.Version + 1, settings));
    }

    private GatewayAccount[] Of(string prefix)
    {
        lock (_lock)
            return [.. _accounts.Values.Where(a => a.Id.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(a => a.Id, StringComparer.Ordinal)];
    }
}
