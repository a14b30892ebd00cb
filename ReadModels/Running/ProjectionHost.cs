using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>Runs the projections of this process.</summary>
internal sealed class ProjectionHost(
    ReadModelSet set, IReadStore store, IJournalFeed feed, Erasures erasures, RunnerLease lease,
    ProjectionControl control, ReadModelOptions options, Rebuilds rebuilds, Generations generations, TimeProvider clock,
    ILogger<ProjectionRunner> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunProjections)
            return;
        // Off the caller's thread: a host's start waits for the first await.
        await Task.Run(() => Run(stoppingToken), CancellationToken.None);
    }

    private async Task Run(CancellationToken cancellation)
    {
        foreach (var model in set.Models)
            model.Progress.IsRunning = true;
        try
        {
            foreach (var model in set.Models)
                await ReplaceOutdated(model, cancellation);
            await new ProjectionRunner(set, store, feed, erasures, lease, control, options, clock, log).Run(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping; a batch under way was rolled back or is committed, and either is fine.
        }
        finally
        {
            foreach (var model in set.Models)
            {
                model.Progress.IsRunning = false;
                model.Progress.Own(false);
            }
            await lease.Release();
        }
    }

    // The tables are an older program's: make ours beside them. There is nothing to compare with.
    private async Task ReplaceOutdated(LiveModel model, CancellationToken cancellation)
    {
        var live = await generations.Live(model.Name, cancellation);
        if (live is not null && live.SchemaVersion != model.Projection.SchemaVersion)
            await rebuilds.Start(model.Name, force: true, cancellation);
    }
}
