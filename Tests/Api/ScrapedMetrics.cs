using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using PosSaga.Silo.Metrics;

namespace PosSaga.Tests.Api;

/// <summary>Collects what this process measures, as the product does, and answers scrapes.</summary>
internal sealed class ScrapedMetrics : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScrapedMetrics(WebApplication app) => _app = app;

    public static async Task<ScrapedMetrics> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddPrometheusMetrics();
        var app = builder.Build();
        app.MapPrometheusMetrics();
        await app.StartAsync();
        return new ScrapedMetrics(app);
    }

    public Task<string> Scrape() => _app.GetTestClient().GetStringAsync("/metrics");

    public Task<HttpResponseMessage> Ask(string accept) =>
        _app.GetTestServer().CreateRequest("/metrics").AddHeader("Accept", accept).GetAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
