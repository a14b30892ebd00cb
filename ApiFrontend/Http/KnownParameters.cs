namespace PosSaga.Api;

/// <summary>Refuses a query parameter that the route does not have: a filter that is misspelled would silently answer
/// with everything.</summary>
internal static class KnownParameters
{
    public static Task Check(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Query.Count == 0 || http.GetEndpoint() is not RouteEndpoint endpoint
            || !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            return next(http);

        var known = endpoint.Metadata.GetOrderedMetadata<ParameterDoc>().Where(parameter => !parameter.IsHeader)
            .Select(parameter => parameter.Name).ToList();
        var faults = new ValidationErrors();
        foreach (var name in http.Request.Query.Keys.Where(name => !known.Contains(name, StringComparer.Ordinal)))
            faults.Add(
                name.Length is > 0 and <= 64 ? name : "query",
                known.Count == 0 ? "is not known; there are no query parameters here"
                    : "is not known; there are " + string.Join(", ", known));
        faults.Throw();
        return next(http);
    }
}
