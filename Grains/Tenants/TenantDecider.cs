using PosSaga.EventSourcing;
using static PosSaga.EventSourcing.Decision<PosSaga.Tenants.TenantEvent>;
using static PosSaga.Tenants.TenantKeyRefusals;

namespace PosSaga.Tenants;

/// <summary>The rules of tenants and of the keys in them. Who may ask is not decided here, but that no key can be used
/// beyond its tenant is: the platform's keys come from configuration only.</summary>
public static class TenantDecider
{
    private const string PlatformRole = "platform";

    public static Decision<TenantEvent> Decide(Tenant tenant, CreateTenant create)
    {
        var issued = new TenantEvent.KeyIssued(create.Key, "", create.Origin.Actor) { At = create.At };
        return tenant.Name switch
        {
            _ when create.Key.Roles.Contains(PlatformRole) => Refuse(PlatformKey),
            null => Record(new TenantEvent.Created(create.Name) { At = create.At }, issued),
            _ when create.AnotherKey && IsFull(tenant) => Refuse(TooManyKeys),
            var name when name != create.Name => create.AnotherKey
                ? Record(new TenantEvent.Renamed(create.Name) { At = create.At }, issued)
                : Record(new TenantEvent.Renamed(create.Name) { At = create.At }),
            _ => create.AnotherKey ? Record(issued) : Replay,
        };
    }

    public static Decision<TenantEvent> Decide(Tenant tenant, IssueKey issue) => tenant.Key(issue.Key.KeyId) switch
    {
        { } first when first.Fingerprint == issue.Fingerprint => Replay,
        not null                                              => Refuse(KeyReused),
        _ when issue.Key.Roles.Contains(PlatformRole)         => Refuse(PlatformKey),
        _ when issue.Key.ExpiresAt <= issue.At                => Refuse(ExpiredAlready),
        _ when IsFull(tenant)                                 => Refuse(TooManyKeys),
        _ => Record(new TenantEvent.KeyIssued(issue.Key, issue.Fingerprint, issue.Origin.Actor) { At = issue.At }),
    };

    public static Decision<TenantEvent> Decide(Tenant tenant, WithdrawKey withdraw) => tenant.Key(withdraw.KeyId) switch
    {
        null                        => Refuse(NoSuchKey),
        { WithdrawnAt: not null }   => Replay,
        _ => Record(new TenantEvent.KeyWithdrawn(withdraw.KeyId) { At = withdraw.At }),
    };

    private static bool IsFull(Tenant tenant) =>
        tenant.Keys.Count >= Tenant.KeysMax && tenant.Keys.TrueForAll(key => key.WithdrawnAt is null);
}
