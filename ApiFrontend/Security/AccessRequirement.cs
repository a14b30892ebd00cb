using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace PosSaga.Api;

/// <summary>One of the row's roles, and a scope that covers what the route is about.</summary>
internal sealed class AccessRequirement(AccessRule rule) : IAuthorizationRequirement
{
    public AccessRule Rule { get; } = rule;

    public bool HasRole(ClaimsPrincipal user) => Rule.Roles.Any(user.IsInRole);
}

/// <summary>Of a caller with the role: what was asked for is outside of its scope, or not there at all. Nobody learns
/// which.</summary>
internal sealed class OutsideScope(IAuthorizationHandler handler)
    : AuthorizationFailureReason(handler, "outside-scope");

/// <summary>Decides by the table. A credential that covers its whole tenant costs no look-up.</summary>
internal sealed class AccessHandler(ScopeLookup lookup) : AuthorizationHandler<AccessRequirement, HttpContext>
{
    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context, AccessRequirement requirement, HttpContext resource)
    {
        if (!requirement.HasRole(context.User))
            return Task.CompletedTask;
        if (context.User.Identity is not CallerIdentity { Scope.IsWhole: false } caller)
        {
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
        return Look(context, requirement, caller, resource);
    }

    private async Task Look(
        AuthorizationHandlerContext context, AccessRequirement requirement, CallerIdentity caller, HttpContext http)
    {
        if (await lookup.Covers(caller, requirement.Rule.Scope, http.Request.RouteValues))
            context.Succeed(requirement);
        else
            context.Fail(new OutsideScope(this));
    }
}
