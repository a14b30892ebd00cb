using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Load.Orders;

namespace PosSaga.Load.InProcess;

/// <summary>The system in this process, without its REST front end: what the grains and the journal can do by
/// themselves.</summary>
internal sealed class InProcessSystem : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly bool _projections;

    private InProcessSystem(IHost host, bool projections) => (_host, _projections) = (host, projections);

    public IServiceProvider Services => _host.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <param name="journal">As <c>ConnectionStrings:Journal</c>.</param>
    /// <param name="projections">Off: read models stand still, and the journal is all that is written.</param>
    public static async Task<InProcessSystem> Start(string journal, bool projections, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            // The demo stores come with it.
            EnvironmentName = Environments.Development,
        });
        builder.Configuration["ConnectionStrings:Journal"] = journal;
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        Compose(builder, projections);
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return new InProcessSystem(host, projections);
    }

    /// <summary>Waits until the read models have seen everything that is in the journal now; at once when they are off.</summary>
    public Task ProjectionsCaughtUp(CancellationToken cancellation) =>
        _projections ? CaughtUp(Services, cancellation) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static void Compose(HostApplicationBuilder builder, bool projections) =>
        throw new SystemNotUsableException("This build has no silo that could run in process.");

    private static async Task CaughtUp(IServiceProvider services, CancellationToken cancellation) =>
        _ = await services.GetRequiredService<IJournalFeed>().Head(cancellation);
}
