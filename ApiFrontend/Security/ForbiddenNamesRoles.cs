using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;

namespace PosSaga.Api;

/// <summary>Whoever is let in but not allowed hears which roles would be, whichever way they came in.</summary>
internal sealed class ForbiddenNamesRoles : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden)
            return _usual.HandleAsync(next, context, policy, authorizeResult);

        // A group and its route may ask for a role each: those that are there need not be named.
        var missing = policy.Requirements.OfType<RolesAuthorizationRequirement>()
            .Where(needed => !needed.AllowedRoles.Any(context.User.IsInRole))
            .Select(needed => string.Join(", ", needed.AllowedRoles)).ToList();
        var detail = missing.Count == 0 ? null : $"Needs one of these roles: {string.Join("; and of ", missing)}.";
        return new ProblemResult(ProblemKind.Forbidden, detail).ExecuteAsync(context);
    }
}
