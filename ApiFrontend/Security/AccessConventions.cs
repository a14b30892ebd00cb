using Microsoft.AspNetCore.Authorization;

namespace PosSaga.Api;

/// <summary>Puts the table's rows onto the routes, and sees to it that none is without.</summary>
internal static class AccessConventions
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddSingleton<ScopeLookup>();
        services.AddSingleton<PlatformActs>();
        services.AddSingleton<IAuthorizationHandler, AccessHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessOutcome>();
    }

    /// <summary>Every route of the group is for whom its row says.</summary>
    public static RouteGroupBuilder UseAccessTable(this RouteGroupBuilder group)
    {
        group.RequireAuthorization();
        group.AddEndpointFilterFactory(ScopeOfBody.Filter);
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (endpoint is not RouteEndpointBuilder route)
                return;
            var rule = RuleOf(route);
            route.Metadata.Add(rule);
            route.Metadata.Add(Policy(rule));
        });
        return group;
    }

    public static AuthorizationPolicy Policy(AccessRule rule, params string[] schemes) =>
        new AuthorizationPolicyBuilder(schemes).RequireAuthenticatedUser()
            .AddRequirements(new AccessRequirement(rule)).Build();

    /// <exception cref="InvalidOperationException">A route that the table says nothing of.</exception>
    public static void CheckAccess(this IEndpointRouteBuilder root)
    {
        foreach (var endpoint in root.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<AccessRule>() is not null)
                continue;
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            if (AccessTable.OfPage(path) is not { } page || isOpen != (page.Scope == ScopeOf.Public)
                || (!isOpen && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null))
                throw Missing(path);
        }
    }

    private static AccessRule RuleOf(RouteEndpointBuilder route)
    {
        var path = route.RoutePattern.RawText ?? "";
        var methods = route.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [];
        return methods.Count == 1 && AccessTable.Of(methods[0], path) is { } rule
            ? rule
            : throw Missing($"{string.Join(',', methods)} {path}");
    }

    private static InvalidOperationException Missing(string route) =>
        new($"{route} has no row in AccessTable.cs that says who may call it.");
}
