using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace PosSaga.Silo.Metrics;

/// <summary>What Prometheus scrapes: our meter, the grain runtime's, the framework's and the database client's pools,
/// collected by OpenTelemetry. No tenant, no customer, no id is in it.</summary>
public static class PrometheusMetrics
{
    /// <summary>More would be a label that should not be one, such as a customer's id. All further label sets of an
    /// instrument are one, <c>otel_metric_overflow="true"</c>, which an alert watches.</summary>
    public const int MaxLabelSets = 1_000;

    internal static readonly string[] Meters =
    [
        "PosSaga", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime", "Npgsql",
    ];

    // Of the database's client only its pools: to time every command costs more than anybody asks of it.
    private const string OfPools = "db.client.connection.";

    // From one millisecond, a cached read, to thirty seconds, the longest that anyone waits.
    private static readonly double[] SecondsBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    public static IServiceCollection AddPrometheusMetrics(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(Meters)
            .AddView(StreamOf)
            .AddPrometheusExporter(exporter =>
            {
                // Dashboards and alerts know the labels and names without them.
                (exporter.ScopeInfoEnabled, exporter.TargetInfoEnabled) = (false, false);
                exporter.TranslationStrategy = PrometheusAspNetCoreTranslationStrategy.UnderscoreEscapingWithoutSuffixes;
                // Each scrape is of now; two at the same time share one collection anyhow.
                exporter.ScrapeResponseCacheDurationMilliseconds = 0;
            }));
        return services;
    }

    /// <summary>Prometheus' text format, version 0.0.4, for every caller.</summary>
    public static RouteHandlerBuilder MapPrometheusMetrics(this IEndpointRouteBuilder root)
    {
        var scrape = root.CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        return root.MapGet("/metrics", async Task<IResult> (HttpContext http) =>
        {
            // In OpenMetrics, which Prometheus prefers, a bound is written 1.0 instead of 1 and every counter has a
            // second series _created: other series than those that are stored already.
            http.Request.Headers.Accept = default;
            await scrape(http);
            return Results.Empty;
        });
    }

    internal static bool IsWanted(Instrument instrument) =>
        instrument.Meter.Name != "Npgsql" || instrument.Name.StartsWith(OfPools, StringComparison.Ordinal);

    private static MetricStreamConfiguration StreamOf(Instrument instrument)
    {
        if (!IsWanted(instrument))
            return MetricStreamConfiguration.Drop;
        var name = MetricName.Of(instrument);
        return IsHistogramWithoutBounds(instrument)
            ? new ExplicitBucketHistogramConfiguration
            {
                Name = name, CardinalityLimit = MaxLabelSets, Boundaries = SecondsBounds,
            }
            : new MetricStreamConfiguration { Name = name, CardinalityLimit = MaxLabelSets };
    }

    private static bool IsHistogramWithoutBounds(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries is null,
        Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries is null,
        _ => false,
    };
}
