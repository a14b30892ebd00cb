using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using PosSaga.Demo;
using PosSaga.Journal;
using PosSaga.ReadModels;

namespace PosSaga.Silo.Hosting;

/// <summary>A silo comes up: migrations, the silo and its background work, demo data, projections.</summary>
internal sealed class SiloStartup(
    Migrations migrations, IEnumerable<LateService> late, IServiceProvider services, IGrainFactory grains,
    IJournalFeed feed, IFreshness freshness, StartupProgress progress, SiloOptions options,
    IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<SiloStartup> log)
    : Startup(late, services, progress, lifetime, clock, log)
{
    private readonly StartupProgress _progress = progress;

    protected override async Task Steps(CancellationToken cancellation)
    {
        await Step(StartupProgress.Migrations, migrations.Apply, cancellation);
        await Step(StartupProgress.Silo, StartLate, cancellation);
        await Step(StartupProgress.DemoData, LoadDemo, cancellation);
        await Step(StartupProgress.Projections, CatchUp, cancellation);
    }

    private Task LoadDemo(CancellationToken cancellation) =>
        options.DemoTenant is { } tenant ? DemoData.Load(grains, tenant, cancellation) : Task.CompletedTask;

    private async Task CatchUp(CancellationToken cancellation)
    {
        var head = await feed.Head(cancellation);
        while (!await freshness.WaitUntil(head, RetryAfter, cancellation: cancellation))
            _progress.Set(StartupProgress.Projections, StartupState.Running, $"not yet at position {head}");
    }
}
