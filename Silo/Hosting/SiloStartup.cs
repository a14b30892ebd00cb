using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using PosSaga.Demo;
using PosSaga.Journal;
using PosSaga.ReadModels;

namespace PosSaga.Silo.Hosting;

/// <summary>Brings a silo up while the host already listens: migrations, background work, demo data, projections.
/// A database that is away is waited for; a setting that can never be right ends the process with its message.</summary>
internal sealed class SiloStartup(
    IJournalSchema journal, IReadModelSchema readModels, IEnumerable<LateService> late, IServiceProvider services,
    IGrainFactory grains, IJournalFeed feed, IFreshness freshness, StartupProgress progress,
    SiloOptions options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<SiloStartup> log) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly List<IHostedService> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Step(StartupProgress.Migrations, Migrate, stoppingToken);
            await Step(StartupProgress.Silo, StartLate, stoppingToken);
            await Step(StartupProgress.DemoData, LoadDemo, stoppingToken);
            await Step(StartupProgress.Projections, CatchUp, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (JournalConfigurationException error)
        {
            log.LogCritical("{Message}", error.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var service in Enumerable.Reverse(_running))
            await service.StopAsync(cancellationToken);
    }

    private async Task Step(string name, Func<CancellationToken, Task> step, CancellationToken cancellation)
    {
        while (true)
        {
            progress.Set(name, StartupState.Running);
            try
            {
                await step(cancellation);
                progress.Set(name, StartupState.Done);
                return;
            }
            catch (Exception error) when (
                error is not JournalConfigurationException && !cancellation.IsCancellationRequested)
            {
                log.LogWarning(error, "Start: {Step} failed, trying again", name);
                progress.Set(name, StartupState.Failed, error.GetType().Name);
                await Task.Delay(RetryAfter, clock, cancellation);
            }
        }
    }

    private async Task Migrate(CancellationToken cancellation)
    {
        await journal.Migrate(cancellation);
        await readModels.Migrate(cancellation);
    }

    private async Task StartLate(CancellationToken cancellation)
    {
        foreach (var registered in late.Skip(_running.Count).ToList())
        {
            var service = registered.Create(services);
            await service.StartAsync(cancellation);
            _running.Add(service);
        }
    }

    private Task LoadDemo(CancellationToken cancellation) =>
        options.DemoTenant is { } tenant ? DemoData.Load(grains, tenant, cancellation) : Task.CompletedTask;

    private async Task CatchUp(CancellationToken cancellation)
    {
        var head = await feed.Head(cancellation);
        while (!await freshness.WaitUntil(head, RetryAfter, cancellation: cancellation))
            progress.Set(StartupProgress.Projections, StartupState.Running, $"not yet at position {head}");
    }
}
