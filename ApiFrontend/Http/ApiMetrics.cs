using System.Diagnostics.Metrics;

namespace PosSaga.Api;

/// <summary>What the edge counts beyond the framework's own HTTP metrics.</summary>
internal static class ApiMetrics
{
    private static readonly Meter Meter = new("PosSaga");

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("http_failures_total", description: "Answers 5xx, by the problem's slug.");

    private static readonly Counter<long> Limited =
        Meter.CreateCounter<long>("http_rate_limited_total", description: "Answers 429.");

    public static void Failed(ProblemKind kind) =>
        Failures.Add(1, new KeyValuePair<string, object?>("problem", kind.Slug));

    public static void RateLimited() => Limited.Add(1);
}
