using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.ReadModels.Running;

/// <summary>Runs one model: reads the feed of the partitions it holds, folds a batch, and commits rows and checkpoints
/// together. The lease only keeps processes out of each other's way; what makes an event count once is that its
/// checkpoint moves by compare-and-set in the transaction of its rows.</summary>
internal sealed class ProjectionRunner(
    LiveModel model, IJournalFeed feed, PartitionLeases leases, ProjectionControl control, ReadModelOptions options,
    TimeProvider clock, ILogger<ProjectionRunner> log)
{
    private const long Nothing = long.MaxValue;
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(5);

    private readonly ModelProgress _progress = model.Progress;
    private readonly Stops _stops = new(model.Partitions, options, clock);
    private long _lastBatch;
    private bool _impatient;

    public async Task Run(CancellationToken cancellation)
    {
        var delay = options.RetryDelayMin;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await control.WhilePaused(cancellation);
                var idle = await Step(cancellation);
                _progress.Fail(null);
                delay = options.RetryDelayMin;
                if (idle is { } top)
                    await feed.WaitBeyond(top, Patience(), cancellation);
                else
                    await Space(cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                // Whatever it is: the writes must go on without this model, and the operators must hear of it.
                log.LogError(e, "The projection {Model} cannot go on; next try in {Delay}.", model.Name, delay);
                _progress.Fail(e.Message);
                model.Reload();
                await Task.Delay(delay, clock, cancellation);
                delay = delay * 2 < options.RetryDelayMax ? delay * 2 : options.RetryDelayMax;
            }
        }
    }

    /// <summary>One batch. Null when there was something to do, else the position that is waited beyond.</summary>
    private async Task<long?> Step(CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var owned = await leases.Held(_progress, cancellation);
        await _progress.Gate.WaitAsync(cancellation);
        try
        {
            var live = await model.Live(cancellation);
            _impatient = live is null;
            if (live is null)
                return Nothing;
            var ready = owned.Where(partition => !_stops.IsStopped(partition)).ToArray();
            if (ready.Length == 0)
                return Nothing;
            var top = ready.Max(partition => live.Positions[partition]);
            var worked = false;
            // A partition that stopped, or came from another process, is behind: it catches up by itself, page by page,
            // and the others do not wait for it.
            if (Array.FindIndex(ready, partition => live.Positions[partition] < top) is >= 0 and var behind)
                worked = await CatchUp(live, ready[behind], top, cancellation);
            var page = await feed.ReadAll(top, options.MaxBatch, cancellation);
            if (page.ReadTo == top)
                return worked ? null : await Rest(live, top, cancellation);
            _lastBatch = started;
            await Apply(live, page, ready.Where(partition => live.Positions[partition] == top), page.ReadTo, cancellation);
            return null;
        }
        finally
        {
            _progress.Gate.Release();
        }
    }

    private async Task<bool> CatchUp(Generation live, int partition, long top, CancellationToken cancellation)
    {
        var page = await feed.Read(partition, live.Positions[partition], options.MaxBatch, cancellation);
        return await Apply(live, page, [partition], Math.Min(page.ReadTo, top), cancellation);
    }

    private async Task<bool> Apply(
        Generation live, FeedPage page, IEnumerable<int> partitions, long readTo, CancellationToken cancellation)
    {
        var to = new long[model.Partitions];
        foreach (var partition in partitions)
            to[partition] = readTo;
        while (true)
        {
            switch (await live.Apply(page.Events, to, cancellation))
            {
                case Applied.Poisoned poison:
                    var stop = _stops.Stop(poison);
                    log.LogError(poison.Error, "The projection {Model}: {Stop}", model.Name, stop);
                    _progress.Fail(poison.Event.Partition, stop);
                    // The others' events of this page, and what came before the poison, still count.
                    to[poison.Event.Partition] = poison.Event.Position - 1;
                    continue;
                case Applied.Overtaken:
                    model.Reload();
                    return false;
                default:
                    Advanced(live, page, to);
                    return true;
            }
        }
    }

    private void Advanced(Generation live, FeedPage page, long[] to)
    {
        for (var partition = 0; partition < to.Length; partition++)
        {
            if (to[partition] == 0 || !_stops.HasFailed(partition) || _stops.IsStopped(partition))
                continue;
            _stops.Recovered(partition);
            _progress.Fail(partition, null);
        }
        _progress.Advance(live.Positions, page.Events.Count == 0 ? 0 : page.Events[^1].TimeMicros);
    }

    private async Task<long> Rest(Generation live, long top, CancellationToken cancellation)
    {
        if (!live.IsAllStored && await live.Apply([], live.Positions, cancellation) is Applied.Overtaken)
            model.Reload();
        _progress.Advance(live.Positions, 0);
        _progress.CaughtUpOnce |= live.Positions.All(position => position >= top);
        _impatient = !live.IsAllStored;
        return top;
    }

    private TimeSpan Patience()
    {
        var patience = leases.RenewEvery < IdleMax ? leases.RenewEvery : IdleMax;
        if (_impatient && patience > Generation.UnstoredMax)
            patience = Generation.UnstoredMax;
        return _stops.NextTry() is { } next && next < patience ? next : patience;
    }

    private async Task Space(CancellationToken cancellation)
    {
        var left = options.BatchSpacing - clock.GetElapsedTime(_lastBatch);
        if (left > TimeSpan.Zero && !_progress.HasWaiters)
            await Task.Delay(left, clock, cancellation);
    }
}
