using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace PosSaga.Api;

/// <summary>Whoever is let in without the role hears which would do; what is outside of their scope is not there,
/// whichever way they came in.</summary>
internal sealed class RefusedAccess : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden)
            return _usual.HandleAsync(next, context, policy, authorizeResult);
        if (authorizeResult.AuthorizationFailure?.FailureReasons.Any(reason => reason is OutsideScope) == true)
            return WireResult.NotFound.ExecuteAsync(context);

        var missing = policy.Requirements.OfType<AccessRequirement>()
            .Where(needed => !needed.HasRole(context.User)).Select(needed => string.Join(", ", needed.Rule.Roles))
            .ToList();
        var detail = missing.Count == 0 ? null : $"Needs one of these roles: {string.Join("; and of ", missing)}.";
        return new ProblemResult(ProblemKind.Forbidden, detail).ExecuteAsync(context);
    }
}
