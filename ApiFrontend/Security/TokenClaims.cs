using System.Globalization;
using System.Security.Claims;

namespace PosSaga.Api;

/// <summary>A token's claims as a credential: <c>tenant</c>, <c>sub</c>, <c>roles</c>, <c>stores</c>, <c>registers</c>,
/// <c>customer</c>, <c>approval_limit</c> in cents.</summary>
internal static class TokenClaims
{
    // What is no number is no limit that anybody could have meant.
    private const long Unreadable = -1;

    public static CredentialClaims Read(ClaimsPrincipal token)
    {
        var subject = token.FindFirst("sub")?.Value ?? "";
        // Other roles are of other systems that share the issuer.
        var roles = Roles.Read(Values(token, CallerIdentity.RolesClaim) ?? [])
            .Intersect(Roles.All, StringComparer.Ordinal)
            .ToArray();
        return new(
            token.FindFirst(CallerIdentity.TenantClaim)?.Value ?? "", subject, roles, Values(token, "stores"),
            Values(token, "registers"),
            token.FindFirst("customer")?.Value ?? (roles.Contains(Roles.Customer) ? subject : null),
            token.FindFirst("approval_limit") is { } limit
                ? long.TryParse(limit.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var cents)
                    ? cents
                    : Unreadable
                : null);
    }

    private static string[]? Values(ClaimsPrincipal token, string name) =>
        token.FindAll(name).Select(claim => claim.Value).ToArray() is { Length: > 0 } values ? values : null;
}
