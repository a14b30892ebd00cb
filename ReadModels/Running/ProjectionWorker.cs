using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>The runner's part for one model: its position, and the errors that keep it from going on. A failure of one
/// model concerns no other.</summary>
internal sealed class ProjectionWorker(LiveModel model, ReadModelOptions options, TimeProvider clock, ILogger log)
{
    private readonly StoppedPartitions _stopped = new(model.Partitions, options, clock);
    private readonly RetryTimer _retry = new(options.Backoff, clock);
    private readonly bool[] _ready = new bool[model.Partitions];
    private readonly long[] _to = new long[model.Partitions];
    private Generation? _live;

    public ModelProgress Progress => model.Progress;

    /// <summary>The furthest position of the partitions that can go on; -1 when none can in this round.</summary>
    public long Top { get; private set; }

    public bool HasStopped => _stopped.NextTry() is not null;

    public bool IsUpToDate => _live!.IsUpToDate;

    /// <summary>Takes the model's lock until <see cref="Exit"/>. False when the model cannot go on now; then
    /// <see cref="NextTry"/> is the time to try again.</summary>
    public async ValueTask<bool> TryEnter(CancellationToken cancellation)
    {
        // A rebuild that compares the live tables holds the lock; the other models must not wait for it.
        if (_retry.IsPausing || !Progress.WriteLock.Wait(0, CancellationToken.None))
            return false;
        if (await Isolated(async () => _live = await model.Live(cancellation), cancellation)
            && _live is not null && RefreshReady())
            return true;
        Exit();
        return false;
    }

    public void Exit()
    {
        _live = null;
        Progress.WriteLock.Release();
    }

    /// <summary>The pause after which the model needs a round although there are no new events.</summary>
    public TimeSpan NextTry()
    {
        var next = _retry.IsPausing ? _retry.Remaining : Generation.CheckpointDelayMax;
        return _stopped.NextTry() is { } sooner && sooner < next ? sooner : next;
    }

    /// <summary>The lowest position of the ready partitions below <paramref name="top"/>, and the partition if it is
    /// only one; null when none is below.</summary>
    public (long From, int? Alone)? Behind(long top)
    {
        var (from, alone, count) = (top, -1, 0);
        for (var partition = 0; partition < _ready.Length; partition++)
        {
            if (!_ready[partition] || _live!.Positions[partition] >= top)
                continue;
            from = Math.Min(from, _live.Positions[partition]);
            (alone, count) = (partition, count + 1);
        }
        return count == 0 ? null : (from, count == 1 ? alone : null);
    }

    /// <summary>Folds a page into the ready partitions that are at or beyond <paramref name="from"/>.</summary>
    /// <returns>False when the model cannot go on; nothing is pending then.</returns>
    public Task<bool> Fold(FeedPage page, long from, long to, CancellationToken cancellation)
    {
        for (var partition = 0; partition < _to.Length; partition++)
            _to[partition] = _ready[partition] && _live!.Positions[partition] >= from ? to : 0;
        return Isolated(
            async () =>
            {
                while (await _live!.Fold(page.Events, _to, cancellation) is Applied.Poisoned poison)
                    Stop(poison);
            },
            cancellation);
    }

    public Batch? Pending() => _live!.Pending();

    public void Committed()
    {
        _live!.Committed();
        for (var partition = 0; partition < _to.Length; partition++)
        {
            if (_to[partition] == 0 || !_stopped.HasFailed(partition) || _stopped.IsStopped(partition))
                continue;
            _stopped.Recover(partition);
            Progress.SetError(partition, null);
        }
        _retry.Succeed();
        Progress.SetError(null);
        Progress.Advance(_live.Positions);
        RefreshReady();
    }

    /// <summary>Another process moved the checkpoint.</summary>
    public void Conflicted()
    {
        _live!.Reset();
        model.Reload();
        Top = -1;
    }

    /// <summary>Runs work of this model. Whatever its error is, the other models go on; operators see it in the status
    /// and the log.</summary>
    /// <returns>False when it failed.</returns>
    public async Task<bool> Isolated(Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            Fail(error);
            return false;
        }
    }

    /// <summary>There are no new events.</summary>
    public void Idle()
    {
        Progress.SetError(null);
        Progress.Advance(_live!.Positions);
    }

    private void Fail(Exception error)
    {
        log.LogError(
            error, "The projection {Model} cannot go on; next try in {Delay}.", model.Name, _retry.Fail());
        Progress.SetError(error.Message);
        model.Reload();
        Top = -1;
    }

    private void Stop(Applied.Poisoned poison)
    {
        var e = poison.Event;
        _stopped.Stop(e.Partition);
        var text = $"Partition {e.Partition} stopped before event {e.Position} ({e.Type}, {e.Stream}@{e.Version}): "
            + poison.Error.Message;
        log.LogError(poison.Error, "The projection {Model}: {Stop}", model.Name, text);
        Progress.SetError(e.Partition, text);
        // The page is folded again without this event's partition beyond the event before it.
        _to[e.Partition] = e.Position - 1;
    }

    private bool RefreshReady()
    {
        Top = -1;
        for (var partition = 0; partition < _ready.Length; partition++)
        {
            _ready[partition] = !_stopped.IsStopped(partition);
            if (_ready[partition])
                Top = Math.Max(Top, _live!.Positions[partition]);
        }
        return Top >= 0;
    }
}
