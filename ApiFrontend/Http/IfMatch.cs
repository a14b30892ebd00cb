using System.Globalization;
using System.Reflection;

namespace PosSaga.Api;

/// <summary>The version that the caller saw, as its entity tag: <c>If-Match: "7"</c>.</summary>
internal sealed class IfMatch : IBindableFromHttpContext<IfMatch>
{
    public const string Header = "If-Match";

    // Of no version: a tag that is well-formed, but not one of ours, matches nothing.
    private const long Never = -1;

    private IfMatch(long? version) => Version = version;

    /// <summary>Null where the caller does not mind: no header, or <c>*</c>.</summary>
    public long? Version { get; }

    public static ValueTask<IfMatch?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var given = context.Request.Headers[Header];
        if (given.Count == 0 || (given.Count == 1 && given[0] == "*"))
            return new(new IfMatch(null));
        return given.Count == 1 && VersionOf(given[0]) is { } version
            ? new(new IfMatch(version))
            : throw RequestFault.Field(Header, "must be one entity tag, such as \"7\", as an ETag header gave it");
    }

    // A weak tag never matches here (RFC 9110, 13.1.1), but it is one.
    private static long? VersionOf(string? text)
    {
        if (!Microsoft.Net.Http.Headers.EntityTagHeaderValue.TryParse(text, out var tag) || tag.Tag.Length < 3)
            return null;
        return !tag.IsWeak
            && long.TryParse(tag.Tag.AsSpan()[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : Never;
    }
}
