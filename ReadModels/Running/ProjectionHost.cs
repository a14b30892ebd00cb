using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>Runs the projections of this process, one loop per model.</summary>
internal sealed class ProjectionHost(
    ReadModelSet set, IJournalFeed feed, PartitionLeases leases, ProjectionControl control, ReadModelOptions options,
    Rebuilds rebuilds, Generations generations, TimeProvider clock, ILogger<ProjectionRunner> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunProjections)
            return;
        await Task.WhenAll(set.Models.Select(model => Task.Run(() => Run(model, stoppingToken), CancellationToken.None)));
    }

    private async Task Run(LiveModel model, CancellationToken cancellation)
    {
        model.Progress.IsRunning = true;
        try
        {
            var live = await generations.Live(model.Name, cancellation);
            // The tables are an older program's: make ours beside them. There is nothing to compare with.
            if (live is not null && live.SchemaVersion != model.Projection.SchemaVersion)
                await rebuilds.Start(model.Name, force: true, cancellation);
            await new ProjectionRunner(model, feed, leases, control, options, clock, log).Run(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping; a batch under way was rolled back or is committed, and either is fine.
        }
        finally
        {
            model.Progress.IsRunning = false;
            await leases.Release(model.Progress);
        }
    }
}
