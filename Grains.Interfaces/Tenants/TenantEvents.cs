using PosSaga.Journal;

namespace PosSaga.Tenants;

public abstract record TenantEvent
{
    public required DateTimeOffset At { get; init; }

    [StoredAs("tenant.created/1")] public sealed record Created(string Name) : TenantEvent;

    [StoredAs("tenant.renamed/1")] public sealed record Renamed(string Name) : TenantEvent;

    [StoredAs("tenant.key-issued/1")]
    public sealed record KeyIssued(KeyGrant Grant, string Fingerprint, string By) : TenantEvent;

    [StoredAs("tenant.key-withdrawn/1")] public sealed record KeyWithdrawn(string KeyId) : TenantEvent;

    private TenantEvent() { }
}
