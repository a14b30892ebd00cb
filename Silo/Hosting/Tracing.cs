using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PosSaga.Silo.Hosting;

/// <summary>Traces go out by OTLP when an endpoint is configured; otherwise nobody listens and they cost nothing.</summary>
public sealed class Tracing : IHostedService, IDisposable
{
    public const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly IConfiguration _configuration;
    private readonly string[] _sources;
    private TracerProvider? _provider;

    private Tracing(IConfiguration configuration, string[] sources) =>
        (_configuration, _sources) = (configuration, sources);

    /// <param name="more">Sources beside the steps of sagas and the reactions of participants.</param>
    public static void AddTo(IServiceCollection services, params string[] more) => services.AddHostedService(
        provider => new Tracing(provider.GetRequiredService<IConfiguration>(), [Spans.SourceName, .. more]));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_configuration[EndpointKey] is { Length: > 0 } endpoint)
        {
            var share = new TraceIdRatioBasedSampler(_configuration.GetValue("Tracing:Share", 1.0));
            _provider = Sdk.CreateTracerProviderBuilder()
                .ConfigureResource(resource => resource.AddService("possaga"))
                .AddSource(_sources)
                .SetSampler(new ParentBasedSampler(share))
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
