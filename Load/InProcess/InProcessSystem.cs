using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.ReadModels;
using PosSaga.Silo.Hosting;

namespace PosSaga.Load;

/// <summary>The system in this process, without its REST front end.</summary>
internal sealed class InProcessSystem : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly IHost _host;
    private readonly bool _projections;

    private InProcessSystem(IHost host, bool projections) => (_host, _projections) = (host, projections);

    public IServiceProvider Services => _host.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <param name="journal">As <c>ConnectionStrings:Journal</c>.</param>
    /// <param name="projections">False: the read models are paused.</param>
    public static async Task<InProcessSystem> Start(
        string journal, bool projections, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings
        {
            // Loads the demo stores.
            EnvironmentName = Environments.Development,
        });
        builder.Configuration["ConnectionStrings:Journal"] = journal;
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPosSaga(
            builder.Configuration, builder.Environment, more: typeof(InProcessSystem).Assembly);
        var host = builder.Build();
        await host.StartAsync(cancellation);
        var progress = host.Services.GetRequiredService<StartupProgress>();
        while (!progress.IsOver)
            await Task.Delay(Poll, cancellation);
        if (!projections)
            host.Services.GetRequiredService<ProjectionControl>().Pause();
        return new InProcessSystem(host, projections);
    }

    /// <summary>Waits until the read models have everything that is in the journal now; returns at once when they are
    /// paused.</summary>
    public Task ProjectionsCaughtUp(CancellationToken cancellation) =>
        _projections ? CaughtUp(Services, cancellation) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static async Task CaughtUp(IServiceProvider services, CancellationToken cancellation)
    {
        var head = await services.GetRequiredService<IJournalFeed>().Head(cancellation);
        var freshness = services.GetRequiredService<ReadModelFreshness>();
        while (!await freshness.WaitUntil(head, Patience, cancellation: cancellation))
            cancellation.ThrowIfCancellationRequested();
    }
}
