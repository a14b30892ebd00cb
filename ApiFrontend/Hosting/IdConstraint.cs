namespace PosSaga.Api;

/// <summary>An id in a route, <c>{id:id}</c>. What cannot be an id is not found, like an id that nobody has.</summary>
internal sealed class IdConstraint : IRouteConstraint
{
    public bool Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values,
        RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && value is string id && GrainKeys.IsId(id);
}
