using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PosSaga.Api;

/// <summary>Traces go out by OTLP when an endpoint is configured; otherwise nobody listens and they cost
/// nothing.</summary>
internal sealed class Tracing(IConfiguration configuration) : IHostedService, IDisposable
{
    private TracerProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } endpoint)
        {
            _provider = Sdk.CreateTracerProviderBuilder()
                .ConfigureResource(resource => resource.AddService("possaga"))
                .AddSource("Microsoft.AspNetCore", "PosSaga")
                .SetSampler(new ParentBasedSampler(
                    new TraceIdRatioBasedSampler(configuration.GetValue("Tracing:Share", 1.0))))
                .AddOtlpExporter(options => options.Endpoint = new Uri(endpoint))
                .Build();
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _provider?.ForceFlush(timeoutMilliseconds: 2_000);
        return Task.CompletedTask;
    }

    public void Dispose() => _provider?.Dispose();
}
