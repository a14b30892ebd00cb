using PosSaga.Journal;

namespace PosSaga.Api;

/// <summary>Which pages of other origins may call from a browser (<c>Cors:Origins</c>); none unless configured. Keys
/// and tokens travel in headers, cookies never do.</summary>
internal static class CrossOrigin
{
    private static readonly string[] Readable =
    [
        "ETag", "Location", "Retry-After", Idempotency.ReplayedHeader, JournalPosition.Header, ExceptionToProblem.RequestIdHeader,
    ];

    public static void AddCrossOrigin(this IServiceCollection services, IConfiguration configuration)
    {
        var origins = configuration.SettingsOf<List<string>>("Cors:Origins");
        if (origins.FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
            throw new JournalConfigurationException(
                $"Cors:Origins: '{wrong}' is no origin; write it as https://shop.example.com.");
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. origins]).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(Readable)
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
