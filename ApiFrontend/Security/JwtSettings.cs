using System.Text;
using PosSaga.Journal;

namespace PosSaga.Api;

/// <summary>Bound from the section <c>Jwt</c>, once at start: a setting that cannot be right stops the start, not the
/// first person who comes with a token.</summary>
internal sealed class JwtSettings
{
    private const string Section = "Jwt";

    // RFC 7518: a key for HS256 is at least as long as its hash.
    private const int SigningKeyBytesMin = 32;

    public string? Authority { get; set; }

    public string? Audience { get; set; }

    public string? Issuer { get; set; }

    /// <summary>In place of an authority whose keys are fetched.</summary>
    public string? SigningKey { get; set; }

    public bool RequireHttpsMetadata { get; set; } = true;

    /// <exception cref="JournalConfigurationException">Something cannot be right; the message names the
    /// key.</exception>
    public static JwtSettings From(IConfiguration configuration)
    {
        var settings = configuration.SettingsOf<JwtSettings>(Section);
        if (settings.SigningKey is { } key && Encoding.UTF8.GetByteCount(key) < SigningKeyBytesMin)
            throw Faulty(nameof(SigningKey), $"must be at least {SigningKeyBytesMin} bytes.");
        if (settings.Authority is { } authority)
        {
            var isUrl = Uri.TryCreate(authority, UriKind.Absolute, out var url)
                && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);
            if (!isUrl || (settings.RequireHttpsMetadata && url!.Scheme != Uri.UriSchemeHttps))
                throw Faulty(
                    nameof(Authority), $"must be an https URL, or http with {nameof(RequireHttpsMetadata)}=false.");
        }
        return settings;
    }

    private static JournalConfigurationException Faulty(string name, string what) => new($"{Section}:{name} {what}");
}
