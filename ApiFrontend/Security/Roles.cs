using Microsoft.AspNetCore.Authorization;

namespace PosSaga.Api;

/// <summary>Roles, which are also the names of the policies; admin may do everything. A policy that several roles
/// satisfy has a name of its own.</summary>
internal static class Roles
{
    public const string Store = "store";
    public const string ClaimsAgent = "claimsAgent";
    public const string Ops = "ops";
    public const string Auditor = "auditor";
    public const string Admin = "admin";

    /// <summary>Reads catalogue and stock: whoever has any role.</summary>
    public const string Anyone = "anyone";

    /// <summary>Reads orders, payments, claims and timelines, which name customers: whoever has any role so far; one
    /// place to narrow it when a role comes that should not.</summary>
    public const string Reader = "reader";

    public static readonly IReadOnlyList<string> All = [Store, ClaimsAgent, Ops, Auditor, Admin];

    /// <summary>Takes complaints: stores do, and so do those who handle them.</summary>
    public const string Counter = "counter";

    /// <summary>Which roles satisfy which policy.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Policies =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [Store] = [Store, Admin],
            [ClaimsAgent] = [ClaimsAgent, Admin],
            [Ops] = [Ops, Admin],
            [Auditor] = [Auditor, Admin],
            [Admin] = [Admin],
            [Counter] = [Store, ClaimsAgent, Admin],
            [Anyone] = All,
            [Reader] = [Store, ClaimsAgent, Ops, Auditor, Admin],
        };

    public static void AddRolePolicies(this AuthorizationBuilder authorization)
    {
        foreach (var (policy, roles) in Policies)
            authorization.AddPolicy(policy, builder => builder.RequireAuthenticatedUser().RequireRole(roles));
    }
}
