using System.Collections.Frozen;

namespace PosSaga.Api;

/// <summary>Says what was not found: the resource of the route, with the id that was asked for.</summary>
internal static class Missing
{
    private const string Vague = "There is no such ";

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["carts"] = "cart", ["orders"] = "order", ["claims"] = "claim", ["refunds"] = "refund",
        ["payments"] = "payment", ["products"] = "product", ["items"] = "product", ["stock"] = "product",
        ["stores"] = "store", ["registers"] = "register", ["sales"] = "sale",
        ["dead-letters"] = "dead letter", ["projections"] = "projection",
        ["timeline"] = "event of", ["api-keys"] = "API key", ["tenants"] = "tenant",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A detail that names something already stays, and so does what is not of the path: the order that a
    /// body names.</summary>
    public static (string? Detail, string? Code) Name(HttpContext http, string? detail, string? code)
    {
        if (detail?.StartsWith(Vague, StringComparison.Ordinal) == false)
            return (detail, code);
        var named = Named(CanonicalPath.Of(http).Split('/'), http.GetEndpoint() as RouteEndpoint);
        if (code is not null && !named.Exists(one => CodeOf(one.What) == code))
            return (detail, code);
        return named is [.., var (what, _)]
            ? ("There is no " + string.Join(", or no ", named.Select(one => $"{one.What} {one.Id}")) + ".",
                code ?? CodeOf(what))
            : ($"Nothing answers at {http.Request.Path}; /openapi/v1.json lists what does.", code ?? "route-not-found");
    }

    private static string CodeOf(string what) => what.Replace(' ', '-') + "-not-found";

    private static List<(string What, string Id)> Named(string[] path, RouteEndpoint? endpoint)
    {
        var named = new List<(string, string)>();
        var segments = endpoint?.RoutePattern.PathSegments ?? [];
        for (var i = 1; i < segments.Count; i++)
        {
            if (segments[i] is { IsSimple: true, Parts: [{ IsParameter: true }] })
                named.Add((Names.GetValueOrDefault(path[i], path[i]), path[i + 1]));
        }
        return named;
    }
}
