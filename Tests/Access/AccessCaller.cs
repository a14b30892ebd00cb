using PosSaga.Api;

namespace PosSaga.Tests.Access;

/// <summary>Somebody with a key: what it says, and so what has to be answered.</summary>
internal sealed record AccessCaller(CredentialClaims Claims)
{
    public string Key { get; } = string.Join(
        '-', [Claims.Tenant, .. Claims.Roles, .. Claims.Stores?.Select(id => "store" + id) ?? [], Claims.Customer ?? "x"]);

    public string Tenant => Claims.Tenant;

    /// <summary>Every role, with every scope that it can have, in two tenants.</summary>
    public static readonly IReadOnlyList<AccessCaller> All =
    [
        .. from tenant in (string[])["demo", "other"]
           from claims in OfTenant(tenant)
           select new AccessCaller(claims),
    ];

    /// <summary>It covers all of its tenant.</summary>
    public bool IsWhole => Claims is { Stores: null, Customer: null } && !Claims.Roles.Contains(Roles.Shop);

    public bool Covers(string? storeId, string? customerId) =>
        (Claims.Stores is null || Claims.Stores.Contains(storeId))
        && (Claims.Customer is null || Claims.Customer == customerId)
        && (!Claims.Roles.Contains(Roles.Shop) || customerId is null);

    public IEnumerable<KeyValuePair<string, string?>> Settings(int index, Func<string, string> hash)
    {
        var prefix = $"ApiKeys:{index}:";
        yield return new(prefix + "Sha256", hash(Key));
        yield return new(prefix + "Tenant", Tenant);
        yield return new(prefix + "Subject", Claims.Subject);
        for (var i = 0; i < Claims.Roles.Count; i++)
            yield return new($"{prefix}Roles:{i}", Claims.Roles[i]);
        for (var i = 0; i < (Claims.Stores?.Count ?? 0); i++)
            yield return new($"{prefix}Stores:{i}", Claims.Stores![i]);
        if (Claims.Customer is not null)
            yield return new(prefix + "Customer", Claims.Customer);
    }

    private static IEnumerable<CredentialClaims> OfTenant(string tenant)
    {
        string[][] bindable =
        [
            [Roles.Cashier], [Roles.Manager], [Roles.Warehouse], [Roles.ClaimsAgent], [Roles.Shop],
            [Roles.Cashier, Roles.ClaimsAgent],
        ];
        string[]?[] scopes = [null, ["1"], ["2"], ["1", "2"]];
        foreach (var roles in bindable)
        {
            foreach (var stores in scopes)
                yield return new(tenant, string.Join('-', roles), roles, stores);
        }
        foreach (var role in Roles.OfWholeTenants)
            yield return new(tenant, role, [role]);
        foreach (var customer in (string[])["ana", "marie"])
            yield return new(tenant, customer, [Roles.Customer], Customer: customer);
    }
}
