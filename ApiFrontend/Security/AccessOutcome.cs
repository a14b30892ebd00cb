using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace PosSaga.Api;

/// <summary>Whoever is let in without the role hears which would do; what is outside of their scope is not there,
/// whichever way they came in. What the platform does is put on record.</summary>
internal sealed class AccessOutcome(PlatformActs acts) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded && RuleOf(policy) is { Scope: ScopeOf.Platform } rule)
            await acts.Record(context, rule);
        if (!authorizeResult.Forbidden)
            await _usual.HandleAsync(next, context, policy, authorizeResult);
        else if (authorizeResult.AuthorizationFailure?.FailureReasons.Any(reason => reason is OutsideScope) == true)
            await WireResult.NotFound.ExecuteAsync(context);
        else
            await Forbidden(context, policy).ExecuteAsync(context);
    }

    private static AccessRule? RuleOf(AuthorizationPolicy policy) =>
        policy.Requirements.OfType<AccessRequirement>().FirstOrDefault()?.Rule;

    private static ProblemResult Forbidden(HttpContext context, AuthorizationPolicy policy)
    {
        var missing = policy.Requirements.OfType<AccessRequirement>()
            .Where(needed => !needed.HasRole(context.User)).Select(needed => string.Join(", ", needed.Rule.Roles))
            .ToList();
        var detail = missing.Count == 0 ? null : $"Needs one of these roles: {string.Join("; and of ", missing)}.";
        return new(ProblemKind.Forbidden, detail);
    }
}
