using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PosSaga.Silo.Hosting;

/// <summary>Traces go out by OTLP when an endpoint is configured; otherwise nobody listens and they cost
/// nothing.</summary>
public static class Tracing
{
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <param name="more">Sources beside the steps of sagas, the reactions of participants, and their queries.</param>
    public static void AddTracing(
        this IServiceCollection services, IConfiguration configuration, params string[] more)
    {
        if (configuration[EndpointKey] is not { Length: > 0 } endpoint)
            return;
        var share = configuration.GetValue("Tracing:Share", 1.0);
        services.AddOpenTelemetry().WithTracing(tracing => tracing
            .ConfigureResource(resource => resource.AddService("possaga"))
            .AddSource([Spans.SourceName, .. more])
            .AddNpgsql()
            .SetSampler(SamplerOf(share))
            .AddOtlpExporter(options => options.Endpoint = new Uri(endpoint)));
    }

    internal static Sampler SamplerOf(double share) =>
        new ParentBasedSampler(new NoQueryByItself(new TraceIdRatioBasedSampler(share)));

    // Feeds, projections and sweeps ask the database many times a second on nobody's behalf.
    private sealed class NoQueryByItself(Sampler others) : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            samplingParameters.Kind == ActivityKind.Client
                ? new SamplingResult(SamplingDecision.Drop)
                : others.ShouldSample(samplingParameters);
    }
}
