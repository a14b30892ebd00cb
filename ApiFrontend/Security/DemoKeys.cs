namespace PosSaga.Api;

/// <summary>The keys of the demo tenant: each is its own subject. They exist in Development only.</summary>
internal static class DemoKeys
{
    public const string Tenant = "demo";

    public static readonly IReadOnlyList<CredentialClaims> All =
    [
        new(Tenant, "demo-store", [Roles.Cashier, Roles.Manager, Roles.Warehouse]),
        new(Tenant, "demo-till", [Roles.Cashier], Stores: ["1"]),
        new(Tenant, "demo-agent", [Roles.ClaimsAgent]),
        new(Tenant, "demo-ops", [Roles.Ops]),
        new(Tenant, "demo-auditor", [Roles.Auditor]),
        new(Tenant, "demo-admin", [Roles.Admin]),
        new(Tenant, "demo-platform", [Roles.Platform]),
    ];
}
