using PosSaga.Tenants;
using RoleNames = PosSaga.Api.Roles;

namespace PosSaga.Api;

/// <summary>What a credential says, wherever it comes from: configuration, an issued key, a token.</summary>
/// <param name="ApprovalLimitCents">Null: what the roles bring.</param>
internal sealed record CredentialClaims(
    string Tenant, string Subject, IReadOnlyList<string> Roles, IReadOnlyList<string>? Stores = null,
    IReadOnlyList<string>? Registers = null, string? Customer = null, long? ApprovalLimitCents = null)
{
    public AccessScope Scope => new(
        Stores, Registers, Customer, Roles.Contains(RoleNames.Shop),
        ApprovalLimitCents
            ?? (Roles.Contains(RoleNames.Admin) ? AccessScope.NoApprovalLimit
                : Roles.Contains(RoleNames.ClaimsAgent) ? AccessScope.UsualApprovalLimitCents : 0));

    public KeyGrant ToGrant(string keyId, string hash, DateTimeOffset? expiresAt) =>
        new(keyId, hash, Subject, Roles, Stores, Registers, Customer, ApprovalLimitCents, expiresAt);

    public CallerIdentity Identity(string scheme) => new(scheme, Tenant, Subject, Roles, Scope);
}

/// <summary>Which roles and scopes go together. One that contradicts itself is refused where it is made, so that nobody
/// has to guess later what it covers.</summary>
internal static class CredentialRules
{
    public const int StoresMax = 200;
    public const int RegistersMax = 200;

    /// <summary>What is wrong, by field; nothing for a credential that can be used.</summary>
    public static IEnumerable<(string Field, string Fault)> Faults(CredentialClaims c)
    {
        if (!GrainKeys.IsId(c.Tenant))
            yield return ("tenant", "must be an id");
        if (!GrainKeys.IsId(c.Subject))
            yield return ("subject", "must be an id");
        if (c.Roles.Count == 0 || c.Roles.Except(Roles.All, StringComparer.Ordinal).Any())
            yield return ("roles", "must be some of " + string.Join(", ", Roles.All));
        foreach (var role in Roles.Alone.Where(role => c.Roles.Contains(role) && c.Roles.Count > 1))
            yield return ("roles", $"must be {role} alone, or without it");
        if (!AreIds(c.Stores, StoresMax))
            yield return ("stores", $"must be 1 to {StoresMax} ids of stores, or be left out for all");
        if (!AreIds(c.Registers, RegistersMax))
            yield return ("registers", $"must be 1 to {RegistersMax} ids of registers, or be left out for all");
        foreach (var fault in ScopeFaults(c))
            yield return fault;
    }

    private static IEnumerable<(string Field, string Fault)> ScopeFaults(CredentialClaims c)
    {
        var whole = c.Roles.FirstOrDefault(role => Roles.OfWholeTenants.Contains(role));
        if (whole is not null && c.Stores is not null)
            yield return ("stores", $"must be left out: {whole} acts on the whole tenant");
        if (c.Registers is not null && (c.Stores is null || !c.Roles.Contains(Roles.Cashier)))
            yield return ("registers", "must be those of a cashier who is bound to stores");
        var isCustomer = c.Roles.Contains(Roles.Customer);
        if (isCustomer ? !GrainKeys.IsId(c.Customer) : c.Customer is not null)
            yield return ("customer", "must be given for the role customer, and for no other");
        if (isCustomer && c.Stores is not null)
            yield return ("stores", "must be left out: a customer is of no store");
        if (c.ApprovalLimitCents is { } limit && (limit < 0 || !c.Roles.Any(Roles.Approving.Contains)))
            yield return (
                "approvalLimit", "must be 0 or more, for one of the roles " + string.Join(", ", Roles.Approving));
    }

    private static bool AreIds(IReadOnlyList<string>? ids, int max) =>
        ids is null || (ids.Count >= 1 && ids.Count <= max && ids.All(GrainKeys.IsId));
}
