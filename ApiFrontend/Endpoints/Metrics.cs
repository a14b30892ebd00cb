using PosSaga.Silo.Metrics;

namespace PosSaga.Api;

/// <summary>What Prometheus scrapes. No tenant, no customer, no id is in it.</summary>
internal static class MetricsEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this IEndpointRouteBuilder root) =>
        root.MapGet("/metrics", (MetricsCollector metrics) => Results.Text(metrics.Expose(), ContentType))
            .WithName("getMetrics").WithSummary("Metrics in Prometheus' text format").WithTags("Operations").AllowAnonymous()
            .WithMetadata(
                new ProducesResponseTypeMetadata(200, typeof(string), ["text/plain"]),
                new BodyExample(200, () => "saga_started_total 42\n"));
}
