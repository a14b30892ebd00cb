using System.Globalization;
using System.Threading.RateLimiting;
using PosSaga.Journal;

namespace PosSaga.Api;

/// <summary>Configured under <c>RateLimits</c>; what is left out is none in Development and the usual
/// elsewhere.</summary>
internal sealed class RateLimitSettings
{
    private const double UsualRequestsPerSecond = 100;
    private const int UsualFailuresPerMinute = 60;

    /// <summary>Of one credential, or of one address where there is none; 0 is no limit.</summary>
    public double? RequestsPerSecond { get; set; }

    /// <summary>How many requests may come at once after a quiet while.</summary>
    public int Burst { get; set; } = 200;

    /// <summary>Refusals 401 and 403 of one address, after which it is not heard without a credential; 0 is no
    /// limit.</summary>
    public int? FailuresPerMinute { get; set; }

    public static RateLimitSettings From(IConfiguration configuration, IHostEnvironment environment)
    {
        var settings = configuration.SettingsOf<RateLimitSettings>("RateLimits");
        settings.RequestsPerSecond ??= environment.IsDevelopment() ? 0 : UsualRequestsPerSecond;
        settings.FailuresPerMinute ??= environment.IsDevelopment() ? 0 : UsualFailuresPerMinute;
        if (settings.RequestsPerSecond is < 0 or > 1_000_000 || settings.FailuresPerMinute < 0 || settings.Burst < 1)
            throw new JournalConfigurationException(
                "RateLimits: RequestsPerSecond is 0 to 1000000, FailuresPerMinute 0 or more, Burst 1 or more.");
        return settings;
    }
}

/// <summary>Token buckets of the framework: one per credential for what it asks, one per address for what was refused.
/// Those that nobody uses any more are forgotten by themselves.</summary>
internal sealed class RateLimits(RateLimitSettings settings) : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _requests = PartitionedRateLimiter.Create<HttpContext, string>(
        http => settings.RequestsPerSecond is 0 || http.Request.Path.StartsWithSegments("/health")
            ? RateLimitPartition.GetNoLimiter("")
            : Bucket(PartitionOf(http), settings.Burst, settings.RequestsPerSecond!.Value));

    private readonly PartitionedRateLimiter<HttpContext> _failures = PartitionedRateLimiter.Create<HttpContext, string>(
        http => settings.FailuresPerMinute is 0
            ? RateLimitPartition.GetNoLimiter("")
            : Bucket(AddressOf(http), settings.FailuresPerMinute!.Value, settings.FailuresPerMinute.Value / 60.0));

    public async Task Invoke(HttpContext http, RequestDelegate next)
    {
        using var lease = _requests.AttemptAcquire(http);
        if (!lease.IsAcquired)
        {
            await Refuse(http, lease);
            return;
        }
        // Whoever has a valid credential is heard, whatever others behind the same address try.
        if (http.User.Identity is not { IsAuthenticated: true }
            && _failures.GetStatistics(http) is { CurrentAvailablePermits: 0 })
        {
            using var none = _failures.AttemptAcquire(http);
            await Refuse(http, none);
            return;
        }
        Tell(http, 0);
        await next(http);
        if (http.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
            _failures.AttemptAcquire(http).Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await _failures.DisposeAsync();
    }

    private async Task Refuse(HttpContext http, RateLimitLease lease)
    {
        ApiMetrics.RateLimited();
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        Tell(http, seconds);
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await new ProblemResult(ProblemKind.RateLimited).ExecuteAsync(http);
    }

    private void Tell(HttpContext http, int waitSeconds)
    {
        if (settings.RequestsPerSecond is 0 || _requests.GetStatistics(http) is not { } statistics)
            return;
        var headers = http.Response.Headers;
        headers["RateLimit-Limit"] = settings.Burst.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = Math.Min(settings.Burst, statistics.CurrentAvailablePermits)
            .ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = waitSeconds.ToString(CultureInfo.InvariantCulture);
    }

    // A credential has a subject; whoever has none shares a bucket with its address.
    private static string PartitionOf(HttpContext http) => http.User.Identity is CallerIdentity caller
        ? $"{caller.Tenant}/{caller.Subject}"
        : AddressOf(http);

    private static string AddressOf(HttpContext http) => "address " + http.Connection.RemoteIpAddress;

    private static RateLimitPartition<string> Bucket(string partition, int burst, double perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter(partition, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromSeconds(1 / perSecond),
            QueueLimit = 0, AutoReplenishment = true,
        });
}
