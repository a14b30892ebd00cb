using System.Data.Common;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>Runs all models: reads the feed once, folds a page into each, and commits the rows and checkpoints of all
/// in one transaction. The lease only keeps processes out of each other's way; what makes an event count once is that a
/// checkpoint moves by compare-and-set in the transaction of its rows.</summary>
internal sealed class ProjectionRunner(
    ReadModelSet set, IReadStore store, IJournalFeed feed, Erasures erasures, RunnerLease lease, ProjectionStatusStore standings,
    ProjectionControl control, ReadModelOptions options, TimeProvider clock, ILogger<ProjectionRunner> log)
{
    private const long Nothing = long.MaxValue;

    // Those who wait for a position must not turn every single event into a transaction.
    private static readonly TimeSpan SpacingMin = TimeSpan.FromMilliseconds(3);

    // An erasure is looked for so often when nothing else happens.
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SpacingPerEvent = TimeSpan.FromMicroseconds(40);

    private readonly List<ModelRun> _models =
        [.. set.Models.Select(model => new ModelRun(model, options, clock, log))];

    private (long StartedAt, int Events) _lastBatch;
    private TimeSpan _patience;

    public async Task Run(CancellationToken cancellation)
    {
        var failures = 0;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await control.WhilePaused(cancellation);
                var idle = await Step(cancellation);
                failures = 0;
                if (idle is { } top)
                    await feed.WaitBeyond(top, _patience, cancellation);
                else
                    await Space(cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                var delay = options.Backoff.Delay(++failures);
                log.LogError(e, "The projections cannot go on; next try in {Delay}.", delay);
                foreach (var model in set.Models)
                {
                    model.Progress.Fail(e.Message);
                    model.Reload();
                }
                await Task.Delay(delay, clock, cancellation);
            }
        }
    }

    /// <summary>One page for all. Null when there was something to do, else the position to wait beyond.</summary>
    private async Task<long?> Step(CancellationToken cancellation)
    {
        var startedAt = clock.GetTimestamp();
        _patience = lease.RenewEvery < IdleMax ? lease.RenewEvery : IdleMax;
        var held = await lease.IsHeld(cancellation);
        foreach (var model in _models)
            model.Progress.Own(held);
        await standings.Tell(set.Models, held, cancellation);
        if (!held)
            return Nothing;
        await erasures.Refresh(cancellation);
        var round = new List<ModelRun>(_models.Count);
        try
        {
            foreach (var model in _models)
                if (await model.TryEnter(cancellation))
                    round.Add(model);
                else
                    WaitAtMost(model.NextTry());
            return round.Count == 0 ? Nothing : await Step(round, startedAt, cancellation);
        }
        finally
        {
            foreach (var model in round)
                model.Leave();
        }
    }

    private async Task<long?> Step(List<ModelRun> round, long startedAt, CancellationToken cancellation)
    {
        var top = round.Max(model => model.Top);
        var worked = false;
        foreach (var model in round.FindAll(model => model.Top >= 0))
            worked |= await CatchUp(model, top, cancellation);
        var page = await feed.ReadAll(top, options.MaxBatch, cancellation);
        if (page.ReadTo == top)
            return worked ? null : await Rest(round, top, cancellation);
        _lastBatch = (startedAt, page.Events.Count);
        await Apply(round.FindAll(model => model.Top == top), page, top, page.ReadTo, cancellation);
        return null;
    }

    /// <summary>A model that is new, or a partition that stopped, is behind: it catches up by itself, page by page, and
    /// the others do not wait for it longer than a page takes.</summary>
    private async Task<bool> CatchUp(ModelRun model, long top, CancellationToken cancellation)
    {
        if (model.Behind(top) is not var (from, alone))
            return false;
        var max = Math.Max(1, options.MaxBatch / 4);
        var page = alone is { } partition
            ? await feed.Read(partition, from, max, cancellation)
            : await feed.ReadAll(from, max, cancellation);
        await Apply([model], page, from, Math.Min(page.ReadTo, top), cancellation);
        return true;
    }

    private async Task Apply(List<ModelRun> models, FeedPage page, long from, long to, CancellationToken cancellation)
    {
        var pending = new List<(ModelRun Model, Batch Batch)>(models.Count);
        foreach (var model in models)
        {
            if (!await model.Fold(page, from, to, cancellation))
                continue;
            if (model.Pending() is { } batch)
                pending.Add((model, batch));
            else
                model.Committed();
        }
        await Commit(pending, cancellation);
    }

    private async Task Commit(List<(ModelRun Model, Batch Batch)> pending, CancellationToken cancellation)
    {
        if (pending.Count == 0)
            return;
        try
        {
            var committed = await store.Commit(pending.ConvertAll(one => one.Batch), cancellation);
            foreach (var (model, _) in pending)
                if (committed)
                    model.Committed();
                else
                    model.Overtaken();
        }
        catch (DbException) when (pending.Count > 1)
        {
            // One of them is at fault, or the database is away: each by itself tells which.
            foreach (var one in pending)
                await Commit([one], cancellation);
        }
        catch (Exception error) when (pending.Count == 1 && !cancellation.IsCancellationRequested)
        {
            pending[0].Model.Failed(error);
        }
    }

    private async Task<long> Rest(List<ModelRun> round, long top, CancellationToken cancellation)
    {
        await Apply(
            round.FindAll(model => model.Top >= 0 && !model.IsSettled), new FeedPage([], 0), 0, 0, cancellation);
        foreach (var model in round.FindAll(model => model.Top >= 0))
        {
            model.Rest();
            if (!model.IsSettled || model.HasStopped)
                WaitAtMost(model.NextTry());
        }
        return top;
    }

    private void WaitAtMost(TimeSpan patience) => _patience = patience < _patience ? patience : _patience;

    private async Task Space(CancellationToken cancellation)
    {
        var spacing = options.BatchSpacing + (_lastBatch.Events * SpacingPerEvent);
        spacing = spacing < options.BatchSpacingMax ? spacing : options.BatchSpacingMax;
        var isWanted = set.Models.Any(model => model.Progress.HasWaiters);
        var left = (isWanted ? SpacingMin : spacing) - clock.GetElapsedTime(_lastBatch.StartedAt);
        if (left > TimeSpan.Zero)
            await set.Wakeup.Pause(left, clock, cancellation);
    }
}
