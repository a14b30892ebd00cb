using System.Collections.Concurrent;
using System.Globalization;

namespace PosSaga.Api;

/// <summary>Configured under <c>RateLimits</c>; 0 requests per second is no limit.</summary>
internal sealed class RateLimitSettings
{
    public double RequestsPerSecond { get; set; }

    /// <summary>How many requests may come at once after a quiet while.</summary>
    public int Burst { get; set; } = 100;
}

/// <summary>A token bucket per key. Whoever has no valid key shares one with its address, which also slows down
/// guessing.</summary>
internal sealed class RateLimits(RateLimitSettings settings, TimeProvider clock)
{
    // Keys are configured and few; addresses are not, so their number is bounded and the table starts over when full.
    private const int MaxBuckets = 10_000;

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public bool AreOn => settings.RequestsPerSecond > 0;

    public async Task Invoke(HttpContext http, RequestDelegate next)
    {
        if (!AreOn || !http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }

        var (taken, remaining, waitSeconds) = Take(PartitionOf(http));
        var headers = http.Response.Headers;
        headers["RateLimit-Limit"] = settings.Burst.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = waitSeconds.ToString(CultureInfo.InvariantCulture);
        if (taken)
        {
            await next(http);
            return;
        }
        ApiMetrics.RateLimited();
        headers.RetryAfter = waitSeconds.ToString(CultureInfo.InvariantCulture);
        await new ProblemResult(ProblemKind.RateLimited).ExecuteAsync(http);
    }

    internal (bool Taken, int Remaining, int WaitSeconds) Take(string partition)
    {
        if (_buckets.Count > MaxBuckets)
            _buckets.Clear();
        return _buckets.GetOrAdd(partition, static (_, limits) => new Bucket(limits.Burst), settings)
            .Take(clock.GetTimestamp(), clock.TimestampFrequency, settings);
    }

    private static string PartitionOf(HttpContext http) => http.User.Identity is CallerIdentity caller
        ? $"{caller.Tenant}/{caller.Subject}"
        : "address " + http.Connection.RemoteIpAddress;

    private sealed class Bucket(double tokens)
    {
        private readonly Lock _gate = new();
        private double _tokens = tokens;
        private long _since;

        public (bool Taken, int Remaining, int WaitSeconds) Take(long now, long frequency, RateLimitSettings settings)
        {
            lock (_gate)
            {
                if (_since != 0)
                {
                    var seconds = (now - _since) / (double)frequency;
                    _tokens = Math.Min(settings.Burst, _tokens + (seconds * settings.RequestsPerSecond));
                }
                _since = now;
                var taken = _tokens >= 1;
                if (taken)
                    _tokens--;
                var missing = Math.Max(0, 1 - _tokens);
                return (taken, (int)_tokens, (int)Math.Ceiling(missing / settings.RequestsPerSecond));
            }
        }
    }
}
