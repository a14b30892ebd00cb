using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using PosSaga.Demo;
using PosSaga.Journal;
using PosSaga.ReadModels;

namespace PosSaga.Silo.Hosting;

/// <summary>A silo comes up: migrations, the silo and its background work, demo data, projections.</summary>
internal sealed class SiloStartup(
    Migrations migrations, IEnumerable<PostMigrationService> late, IServiceProvider services, IGrainFactory grains,
    IJournalFeed feed, ReadModelFreshness freshness, ProjectionStatusQueries projections, StartupProgress progress,
    SiloOptions options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<SiloStartup> log)
    : Startup(late, services, progress, lifetime, clock, log)
{
    private readonly StartupProgress _progress = progress;
    private readonly ILogger<SiloStartup> _log = log;

    protected override async Task Steps(CancellationToken cancellation)
    {
        await Step(StartupProgress.Migrations, migrations.Apply, cancellation);
        await Step(StartupProgress.Silo, StartLate, cancellation);
        await Step(StartupProgress.DemoData, LoadDemo, cancellation);
        await Step(StartupProgress.Projections, CatchUp, cancellation);
    }

    private Task LoadDemo(CancellationToken cancellation) =>
        options.DemoTenant is { } tenant ? DemoData.Load(grains, tenant, cancellation) : Task.CompletedTask;

    // A model that stands still, or is made anew, is behind in its lists; refusing everything else with it would help
    // nobody, and would keep the version that repairs it from taking over.
    private async Task CatchUp(CancellationToken cancellation)
    {
        var head = await feed.Head(cancellation);
        while (!await freshness.WaitUntil(head, RetryAfter, cancellation: cancellation))
        {
            var behind = await projections.CatchingUpTo(head, cancellation);
            if (behind.Count == 0)
            {
                _log.LogWarning("Start: not every projection is at position {Head}; GET /projections says why.", head);
                return;
            }
            _progress.Set(
                StartupProgress.Projections, StartupState.Running,
                $"not yet at position {head}: {string.Join(", ", behind)}");
        }
    }
}
