using System.Globalization;
using System.Reflection;

namespace PosSaga.Api;

/// <summary><c>Prefer: wait=N</c> (RFC 7240): how long the caller likes to wait for the end of the work.</summary>
/// <param name="Seconds">0 to 30; 10 where nothing (or nothing sensible) was said: preferences are never
/// errors.</param>
/// <param name="IsApplied">The caller said it, so the answer says that it was heard.</param>
internal sealed record PreferWait(int Seconds, bool IsApplied) : IBindableFromHttpContext<PreferWait>
{
    public const int Default = 10;
    public const int Max = 30;

    public static ValueTask<PreferWait?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var wait = Parse(context.Request.Headers["Prefer"]);
        if (wait.IsApplied)
            context.Response.Headers["Preference-Applied"] = string.Create(
                CultureInfo.InvariantCulture, $"wait={wait.Seconds}");
        return new(wait);
    }

    public static PreferWait Parse(Microsoft.Extensions.Primitives.StringValues prefer)
    {
        foreach (var header in prefer)
        {
            foreach (var part in header.AsSpan().Split(','))
            {
                var preference = header.AsSpan()[part].Trim();
                if (preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)
                    && int.TryParse(preference[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                    return new PreferWait(Math.Min(seconds, Max), IsApplied: true);
            }
        }
        return new PreferWait(Default, IsApplied: false);
    }
}
