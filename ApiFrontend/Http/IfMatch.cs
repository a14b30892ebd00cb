using System.Globalization;
using System.Reflection;
using Microsoft.Net.Http.Headers;

namespace PosSaga.Api;

/// <summary>The versions that the caller saw, as entity tags: <c>If-Match: "7"</c>, or several (RFC 9110, 13.1.1).
/// Only read here; the grain that decides the command decides whether they hold.</summary>
internal sealed class IfMatch : IBindableFromHttpContext<IfMatch>
{
    public const string Header = "If-Match";

    private const int MaxTags = 100;

    private IfMatch(VersionCondition? condition) => Condition = condition;

    /// <summary>Null where the caller does not mind: no header, or <c>*</c>, which holds for whatever is there.</summary>
    public VersionCondition? Condition { get; }

    public static ValueTask<IfMatch?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var given = context.Request.Headers[Header];
        if (given.Count == 0 || (given.Count == 1 && given[0] == "*"))
            return new(new IfMatch(null));
        if (!EntityTagHeaderValue.TryParseStrictList(given.ToArray()!, out var tags)
            || tags.Count is 0 or > MaxTags || tags.Contains(EntityTagHeaderValue.Any))
            throw RequestFault.Field(
                Header, $"must be *, or up to {MaxTags} entity tags such as \"7\", as ETag headers gave them");
        return new(new IfMatch(new VersionCondition([.. tags.Select(VersionOf).OfType<long>()])));
    }

    // A weak tag never matches here, and neither does one that no resource ever had.
    private static long? VersionOf(EntityTagHeaderValue tag) =>
        !tag.IsWeak
        && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;
}
