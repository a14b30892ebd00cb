using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>Runs the projections of this process, and its rebuilds.</summary>
internal sealed class ProjectionHost(
    ReadModelSet set, IJournalFeed feed, RunnerLease lease, ProjectionStatusStore statuses, ProjectionControl control,
    ProjectionRebuilds rebuilds, ReadModelOptions options, TimeProvider clock, ILogger<ProjectionRunner> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.RunProjections)
            return;
        // On the thread pool, because the host's start waits for the first incomplete await.
        await Task.Run(() => Run(stoppingToken), CancellationToken.None);
    }

    private async Task Run(CancellationToken cancellation)
    {
        try
        {
            var runner = new ProjectionRunner(set, feed, lease, statuses, control, options, clock, log);
            await Task.WhenAll(runner.Run(cancellation), rebuilds.Run(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // A batch under way was rolled back or committed; the next run goes on from its checkpoint either way.
        }
        finally
        {
            foreach (var model in set.Models)
                model.Progress.SetOwned(false);
            await lease.Release();
        }
    }
}

/// <summary>Runs all models: reads the feed once, folds a page into each, and commits the rows and checkpoints of all
/// in one transaction. Exactly once is guaranteed by that transaction, in which checkpoints move by compare-and-set;
/// the lease only keeps processes from doing the same work.</summary>
internal sealed class ProjectionRunner(
    ReadModelSet set, IJournalFeed feed, RunnerLease lease, ProjectionStatusStore statuses, ProjectionControl control,
    ReadModelOptions options, TimeProvider clock, ILogger<ProjectionRunner> log)
{
    private const long NoPosition = long.MaxValue;

    // Callers that wait for a position must not turn every single event into a transaction.
    private static readonly TimeSpan SpacingMin = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan SpacingPerEvent = TimeSpan.FromMicroseconds(40);

    // Erasures are looked for so often when nothing else happens.
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(1);

    private readonly List<ProjectionWorker> _workers =
        [.. set.Models.Select(model => new ProjectionWorker(model, options, clock, log))];

    private (long StartedAt, int Events) _lastBatch;
    private TimeSpan _idle;

    public async Task Run(CancellationToken cancellation)
    {
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await control.WhilePaused(cancellation);
                var position = await Step(cancellation);
                failures = 0;
                if (position is { } top)
                    await feed.WaitBeyond(top, _idle, cancellation);
                else
                    await Space(cancellation);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                // The journal or the database is away: nothing of this may end the process, and the status shows it.
                var delay = options.Backoff.Delay(++failures);
                log.LogError(error, "The projections cannot go on; next try in {Delay}.", delay);
                foreach (var model in set.Models)
                {
                    model.Progress.SetError(error.Message);
                    model.Reload();
                }
                await Task.Delay(delay, clock, cancellation);
            }
        }
    }

    /// <summary>Reads one page for all models. Null when there was work, else the position to wait beyond.</summary>
    private async Task<long?> Step(CancellationToken cancellation)
    {
        var startedAt = clock.GetTimestamp();
        _idle = lease.RenewEvery < IdleMax ? lease.RenewEvery : IdleMax;
        var held = await lease.IsHeld(cancellation);
        foreach (var model in set.Models)
            model.Progress.SetOwned(held);
        await statuses.Save(set.Models, held, cancellation);
        if (!held)
            return NoPosition;
        await set.Erasures.Refresh(cancellation);
        var round = new List<ProjectionWorker>(_workers.Count);
        try
        {
            foreach (var worker in _workers)
                if (await worker.TryEnter(cancellation))
                    round.Add(worker);
                else
                    WaitAtMost(worker.NextTry());
            return round.Count == 0 ? NoPosition : await Step(round, startedAt, cancellation);
        }
        finally
        {
            foreach (var worker in round)
                worker.Exit();
        }
    }

    private async Task<long?> Step(List<ProjectionWorker> round, long startedAt, CancellationToken cancellation)
    {
        var top = round.Max(worker => worker.Top);
        var worked = false;
        foreach (var worker in round.FindAll(worker => worker.Top >= 0))
            worked |= await CatchUp(worker, top, cancellation);
        var page = await feed.ReadAll(top, options.MaxBatch, cancellation);
        if (page.ReadTo == top)
            return worked ? null : await Idle(round, top, cancellation);
        _lastBatch = (startedAt, page.Events.Count);
        await Apply(round.FindAll(worker => worker.Top == top), page, top, page.ReadTo, cancellation);
        return null;
    }

    /// <summary>A new model, or a partition that had stopped, is behind: it gets smaller pages of its own, so that the
    /// other models wait no longer than such a page takes.</summary>
    private async Task<bool> CatchUp(ProjectionWorker worker, long top, CancellationToken cancellation)
    {
        if (worker.Behind(top) is not var (from, alone))
            return false;
        var max = Math.Max(1, options.MaxBatch / 4);
        var page = alone is { } partition
            ? await feed.Read(partition, from, max, cancellation)
            : await feed.ReadAll(from, max, cancellation);
        await Apply([worker], page, from, Math.Min(page.ReadTo, top), cancellation);
        return true;
    }

    private async Task Apply(
        List<ProjectionWorker> workers, FeedPage page, long from, long to, CancellationToken cancellation)
    {
        var pending = new List<(ProjectionWorker Worker, Batch Batch)>(workers.Count);
        foreach (var worker in workers)
        {
            if (!await worker.Fold(page, from, to, cancellation))
                continue;
            if (worker.Pending() is { } batch)
                pending.Add((worker, batch));
            else
                worker.Committed();
        }
        await Commit(pending, cancellation);
    }

    private async Task Commit(List<(ProjectionWorker Worker, Batch Batch)> pending, CancellationToken cancellation)
    {
        if (pending is [var (worker, _)])
        {
            await worker.Isolated(() => CommitTogether(pending, cancellation), cancellation);
            return;
        }
        try
        {
            await CommitTogether(pending, cancellation);
        }
        catch (DbException)
        {
            // One batch is at fault, or the database is away: committing each by itself shows which.
            foreach (var one in pending)
                await Commit([one], cancellation);
        }
    }

    private async Task CommitTogether(
        List<(ProjectionWorker Worker, Batch Batch)> pending, CancellationToken cancellation)
    {
        if (pending.Count == 0)
            return;
        var committed = await set.Store.Commit(pending.ConvertAll(one => one.Batch), cancellation);
        foreach (var (worker, _) in pending)
            if (committed)
                worker.Committed();
            else
                worker.Conflicted();
    }

    // Stores checkpoints that only moved in memory, and erases.
    private async Task<long> Idle(List<ProjectionWorker> round, long top, CancellationToken cancellation)
    {
        await Apply(
            round.FindAll(worker => worker.Top >= 0 && !worker.IsUpToDate), new FeedPage([], 0), 0, 0, cancellation);
        foreach (var worker in round.FindAll(worker => worker.Top >= 0))
        {
            worker.Idle();
            if (!worker.IsUpToDate || worker.HasStopped)
                WaitAtMost(worker.NextTry());
        }
        return top;
    }

    private void WaitAtMost(TimeSpan idle) => _idle = idle < _idle ? idle : _idle;

    private async Task Space(CancellationToken cancellation)
    {
        var spacing = options.BatchSpacing + (_lastBatch.Events * SpacingPerEvent);
        spacing = spacing < options.BatchSpacingMax ? spacing : options.BatchSpacingMax;
        var isWanted = set.Models.Any(model => model.Progress.HasWaiters);
        var left = (isWanted ? SpacingMin : spacing) - clock.GetElapsedTime(_lastBatch.StartedAt);
        if (left > TimeSpan.Zero)
            await set.Wakeup.Wait(left, clock, cancellation);
    }
}
