using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PosSaga.Api;

/// <summary>A limit on everything that a stranger can send, and on how long it may take.</summary>
internal static class Limits
{
    public const long MaxBodyBytes = 64 * 1024;

    // Each may hold a request's buffers; beyond them, connections wait in the system's own queue.
    private const int ConnectionsMax = 4_096;
    private const int StreamsPerConnectionMax = 100;

    // The longest that an order may wait is 30 s; what is still at work then has met its own limit already.
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(45);

    // Requests in flight have 30 s to end once the host stops; the silo needs a little more after that.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(40);

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnectionMax;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(
                bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownLimit);
        builder.Services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = RequestLimit,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = http => new ProblemResult(ProblemKind.Unavailable).ExecuteAsync(http),
        });
    }
}
