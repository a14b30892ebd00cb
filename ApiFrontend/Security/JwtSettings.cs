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
    public static JwtSettings From(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = configuration.SettingsOf<JwtSettings>(Section);
        if (settings.SigningKey is { } key && Encoding.UTF8.GetByteCount(key) < SigningKeyBytesMin)
            throw Faulty(nameof(SigningKey), $"must be at least {SigningKeyBytesMin} bytes.");
        if (settings.Authority is { } authority)
        {
            var isUrl = Uri.TryCreate(authority, UriKind.Absolute, out var url)
                && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);
            // Whoever is on the way to it could name keys of their own.
            var mayBePlain = environment.IsDevelopment() && !settings.RequireHttpsMetadata;
            if (!isUrl || (!mayBePlain && url!.Scheme != Uri.UriSchemeHttps))
                throw Faulty(
                    nameof(Authority),
                    $"must be an https URL; http only in Development, with {nameof(RequireHttpsMetadata)}=false.");
        }
        if (settings is { Authority: null, SigningKey: null })
            return settings;

        // Without them a token that was made for somebody else would let its bearer in here.
        if (string.IsNullOrWhiteSpace(settings.Audience))
            throw Faulty(nameof(Audience), "must be set: tokens for other systems are not let in.");
        if (settings.SigningKey is not null && settings.Authority is not null)
            throw Faulty(nameof(SigningKey), $"must not be set beside {nameof(Authority)}: one of them signs.");
        if (settings.SigningKey is not null && string.IsNullOrWhiteSpace(settings.Issuer))
            throw Faulty(nameof(Issuer), $"must be set where {nameof(SigningKey)} is: who signs is told by it.");
        return settings;
    }

    private static JournalConfigurationException Faulty(string name, string what) => new($"{Section}:{name} {what}");
}
