using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;

namespace PosSaga.Api;

/// <summary>A request's path as its route spells it, with the values of this request: routing takes <c>/Orders/</c> for
/// <c>/orders</c>, so the two are one path here as well.</summary>
internal static class CanonicalPath
{
    public static string Of(HttpContext http) => http.GetEndpoint() is RouteEndpoint { RoutePattern: var pattern }
        ? Fill(pattern, http.Request.RouteValues)
        : http.Request.Path.Value ?? "/";

    private static string Fill(RoutePattern pattern, RouteValueDictionary values)
    {
        var path = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            path.Append('/');
            foreach (var part in segment.Parts)
            {
                path.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart parameter => values[parameter.Name] as string,
                    _ => throw new NotSupportedException($"A route with {part.PartKind} has no canonical path."),
                });
            }
        }
        return path.ToString();
    }
}
