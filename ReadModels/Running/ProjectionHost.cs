using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>Runs the projections of this process, and rebuilds.</summary>
internal sealed class ProjectionHost(
    ReadModelSet set, IReadStore store, IJournalFeed feed, Erasures erasures, RunnerLease lease,
    ProjectionControl control, ProjectionStatusStore standings, ReadModelOptions options, Rebuilds rebuilds, TimeProvider clock,
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
        try
        {
            var runner = new ProjectionRunner(
                set, store, feed, erasures, lease, standings, control, options, clock, log);
            await Task.WhenAll(runner.Run(cancellation), rebuilds.Run(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping; a batch under way was rolled back or is committed, and either is fine.
        }
        finally
        {
            foreach (var model in set.Models)
                model.Progress.Own(false);
            await lease.Release();
        }
    }
}
