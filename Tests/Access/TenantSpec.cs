using PosSaga.EventSourcing;
using PosSaga.Tenants;

namespace PosSaga.Tests.Access;

/// <summary>The rules of tenants and their keys, by themselves.</summary>
public sealed class TenantSpec
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Origin Admin = new("demo", "demo-admin", "k1");

    [Fact] public void A_new_tenant_comes_with_its_first_key()
    {
        var made = After(Tenant.Initial, Decide(Tenant.Initial, "Shop"));
        Assert.Equal(("Shop", 2L), (made.Name, made.Version));
        Assert.Equal("k1", Assert.Single(made.Keys).Grant.KeyId);
    }

    [Fact] public void The_same_again_is_no_other_key()
    {
        var made = After(Tenant.Initial, Decide(Tenant.Initial, "Shop"));
        Assert.IsType<Decision<TenantEvent>.Replayed>(Decide(made, "Shop"));
        Assert.IsType<TenantEvent.Renamed>(Assert.Single(Events(Decide(made, "Shops"))));
        Assert.IsType<TenantEvent.KeyIssued>(Assert.Single(Events(Decide(made, "Shop", another: true))));
    }

    [Fact] public void A_key_of_the_platform_is_issued_nowhere()
    {
        Refused("api-key-of-platform", TenantDecider.Decide(Tenant.Initial, Issue("k1", roles: "platform")));
        Refused("api-key-of-platform", TenantDecider.Decide(
            Tenant.Initial, new CreateTenant(Admin, At, "Shop", Grant("k1", "platform"), false)));
    }

    [Fact] public void A_key_that_has_expired_is_not_issued() => Refused("api-key-expired", TenantDecider.Decide(
        Tenant.Initial, new IssueKey(Admin, At, Grant("k1") with { ExpiresAt = At }, "f")));

    [Fact] public void An_id_is_one_key_for_ever()
    {
        var tenant = After(Tenant.Initial, TenantDecider.Decide(Tenant.Initial, Issue("k1")));
        Assert.IsType<Decision<TenantEvent>.Replayed>(TenantDecider.Decide(tenant, Issue("k1")));
        Refused("idempotency-key-reused", TenantDecider.Decide(tenant, Issue("k1") with { Fingerprint = "other" }));
        tenant = After(tenant, Withdraw(tenant, "k1"));
        Assert.Equal(At, tenant.Key("k1")!.WithdrawnAt);
        Assert.IsType<Decision<TenantEvent>.Replayed>(Withdraw(tenant, "k1"));
        // Issued again it would be in force again.
        Assert.IsType<Decision<TenantEvent>.Replayed>(TenantDecider.Decide(tenant, Issue("k1")));
    }

    [Fact] public void What_is_not_there_is_not_withdrawn() =>
        Refused("api-key-not-found", Withdraw(Tenant.Initial, "k1"));

    [Fact] public void There_is_a_limit_and_withdrawn_keys_make_room()
    {
        var tenant = Tenant.Initial;
        for (var i = 0; i < Tenant.KeysMax; i++)
            tenant = After(tenant, TenantDecider.Decide(tenant, Issue($"k{i}")));
        Refused("too-many-api-keys", TenantDecider.Decide(tenant, Issue("more")));
        tenant = After(tenant, Withdraw(tenant, "k7"));
        tenant = After(tenant, TenantDecider.Decide(tenant, Issue("more")));
        Assert.Equal((Tenant.KeysMax, null, "more"), (tenant.Keys.Count, tenant.Key("k7"), tenant.Keys[^1].Grant.KeyId));
    }

    private static Decision<TenantEvent> Decide(Tenant tenant, string name, bool another = false) =>
        TenantDecider.Decide(tenant, new CreateTenant(Admin, At, name, Grant(another ? "k2" : "k1", "admin"), another));

    private static Decision<TenantEvent> Withdraw(Tenant tenant, string id) =>
        TenantDecider.Decide(tenant, new WithdrawKey(Admin, At, id));

    private static IssueKey Issue(string id, string roles = "cashier") => new(Admin, At, Grant(id, roles), "f");

    private static KeyGrant Grant(string id, params string[] roles) =>
        new(id, "hash", "till", roles, null, null, null, null, null);

    private static IReadOnlyList<TenantEvent> Events(Decision<TenantEvent> decision) =>
        Assert.IsType<Decision<TenantEvent>.Recorded>(decision).Events;

    private static Tenant After(Tenant tenant, Decision<TenantEvent> decision) =>
        Events(decision).Aggregate(tenant, (state, one) => state.Apply(one));

    private static void Refused(string code, Decision<TenantEvent> decision) =>
        Assert.Equal(code, Assert.IsType<Decision<TenantEvent>.Refused>(decision).Refusal.Code);
}
