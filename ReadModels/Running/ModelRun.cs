using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>One model in the hands of the runner: where it stands, and what keeps it from going on. What goes wrong
/// with one model concerns no other.</summary>
internal sealed class ModelRun(LiveModel model, ReadModelOptions options, TimeProvider clock, ILogger log)
{
    private readonly PartitionBackoff _stops = new(model.Partitions, options, clock);
    private readonly bool[] _ready = new bool[model.Partitions];
    private readonly long[] _to = new long[model.Partitions];
    private Generation? _live;
    private int _failures;
    private DateTimeOffset _notBefore;

    public ModelProgress Progress => model.Progress;

    /// <summary>The furthest of its partitions that can go on; -1 once none can in this round.</summary>
    public long Top { get; private set; }

    /// <summary>Keeps a rebuild out until <see cref="Leave"/>. False when it cannot go on just now: then
    /// <see cref="NextTry"/> says when to ask again.</summary>
    public async ValueTask<bool> TryEnter(CancellationToken cancellation)
    {
        // Whoever holds the gate is a rebuild that looks at the live tables: the others need not wait for it.
        if (_notBefore > clock.GetUtcNow() || !Progress.Gate.Wait(0, CancellationToken.None))
            return false;
        try
        {
            _live = await model.Live(cancellation);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            Failed(error);
        }
        if (_live is null || !Look())
        {
            Leave();
            return false;
        }
        return true;
    }

    public void Leave()
    {
        _live = null;
        Progress.Gate.Release();
    }

    /// <summary>When to look at it again though nothing new has come.</summary>
    public TimeSpan NextTry()
    {
        var left = _notBefore - clock.GetUtcNow();
        var next = left > TimeSpan.Zero ? left : Generation.UnstoredMax;
        return _stops.NextTry() is { } sooner && sooner < next ? sooner : next;
    }

    public bool HasStopped => _stops.NextTry() is not null;

    public bool IsSettled => _live!.IsSettled;

    /// <summary>The lowest position from which a ready partition has to catch up, and that partition alone if it is the
    /// only one; null when all stand at <paramref name="top"/>.</summary>
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

    /// <summary>Folds a page into the ready partitions that stand at or beyond <paramref name="from"/>.</summary>
    /// <returns>False when the model cannot go on; nothing is pending then.</returns>
    public async Task<bool> Fold(FeedPage page, long from, long to, CancellationToken cancellation)
    {
        for (var partition = 0; partition < _to.Length; partition++)
            _to[partition] = _ready[partition] && _live!.Positions[partition] >= from ? to : 0;
        try
        {
            while (await _live!.Fold(page.Events, _to, cancellation) is Applied.Poisoned poison)
                Stop(poison);
            return true;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            Failed(error);
            return false;
        }
    }

    public Batch? Pending() => _live!.Pending();

    public void Committed()
    {
        _live!.Committed();
        for (var partition = 0; partition < _to.Length; partition++)
        {
            if (_to[partition] == 0 || !_stops.HasFailed(partition) || _stops.IsStopped(partition))
                continue;
            _stops.Recovered(partition);
            Progress.Fail(partition, null);
        }
        _failures = 0;
        Progress.Fail(null);
        Progress.Advance(_live.Positions);
        Look();
    }

    /// <summary>Somebody else moved the checkpoint.</summary>
    public void Overtaken()
    {
        _live!.Forget();
        model.Reload();
        Top = -1;
    }

    /// <summary>Whatever it is: the writes and the other models go on without this one, and the operators must hear of
    /// it.</summary>
    public void Failed(Exception error)
    {
        var delay = options.Backoff.Delay(++_failures);
        log.LogError(error, "The projection {Model} cannot go on; next try in {Delay}.", model.Name, delay);
        Progress.Fail(error.Message);
        model.Reload();
        Top = -1;
        _notBefore = clock.GetUtcNow() + delay;
    }

    /// <summary>Nothing new.</summary>
    public void Rest()
    {
        Progress.Fail(null);
        Progress.Advance(_live!.Positions);
    }

    private void Stop(Applied.Poisoned poison)
    {
        var stop = _stops.Stop(poison);
        log.LogError(poison.Error, "The projection {Model}: {Stop}", model.Name, stop);
        Progress.Fail(poison.Event.Partition, stop);
        // The others' events of this page, and what came before the poison, still count.
        _to[poison.Event.Partition] = poison.Event.Position - 1;
    }

    private bool Look()
    {
        Top = -1;
        for (var partition = 0; partition < _ready.Length; partition++)
        {
            _ready[partition] = !_stops.IsStopped(partition);
            if (_ready[partition])
                Top = Math.Max(Top, _live!.Positions[partition]);
        }
        return Top >= 0;
    }
}
