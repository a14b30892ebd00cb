using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PosSaga.Silo.Metrics;

internal static class MetricsEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapSiloMetrics(this IEndpointRouteBuilder root) =>
        root.MapGet("/metrics", (MetricsCollector metrics) => Results.Text(metrics.Expose(), ContentType));
}
