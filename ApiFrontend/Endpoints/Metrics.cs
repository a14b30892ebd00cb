using PosSaga.Silo.Metrics;

namespace PosSaga.Api;

internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder root) => root.MapPrometheusMetrics()
        .WithName("getMetrics").WithSummary("Metrics in Prometheus' text format").WithTags("Operations").AllowAnonymous()
        .WithMetadata(
            new ProducesResponseTypeMetadata(200, typeof(string), ["text/plain"]),
            new BodyExample(200, () => "saga_started_total 42\n"));
}
