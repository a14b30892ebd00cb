using System.Diagnostics.Metrics;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>How far the projections are, for operators, readiness and metrics.</summary>
internal sealed class StatusBoard : IProjectionStatus
{
    private readonly ReadModelSet _set;
    private readonly Generations _generations;
    private readonly IEventJournal _journal;
    private readonly IJournalFeed _feed;
    private readonly ProjectionControl _control;
    private readonly Rebuilds _rebuilds;
    private readonly TimeProvider _clock;
    private long _lastHead;

    public StatusBoard(
        ReadModelSet set, Generations generations, IEventJournal journal, IJournalFeed feed, ProjectionControl control,
        Rebuilds rebuilds, TimeProvider clock)
    {
        (_set, _generations, _journal, _feed) = (set, generations, journal, feed);
        (_control, _rebuilds, _clock) = (control, rebuilds, clock);
        ReadModelMetrics.Shared.CreateObservableGauge("projection_lag_seconds", Lags, "s");
    }

    public bool CaughtUpOnce => _set.Models.All(model =>
        model.Progress.CaughtUpOnce || (!model.Progress.IsRunning && !model.Progress.Look().Owned));

    public async Task<IReadOnlyList<ProjectionStatus>> All(CancellationToken cancellation = default)
    {
        var head = await _feed.Head(cancellation);
        Volatile.Write(ref _lastHead, head);
        var all = new List<ProjectionStatus>();
        foreach (var model in _set.Models)
            all.Add(await Of(model, head, cancellation));
        return all;
    }

    private async Task<ProjectionStatus> Of(LiveModel model, long head, CancellationToken cancellation)
    {
        var (owned, positions, error) = model.Progress.Look();
        if (!owned && await _generations.Live(model.Name, cancellation) is { } live)
            positions = await _generations.Positions(model.Name, live.Generation, cancellation);
        var partitions = positions.Select((position, partition) =>
            new PartitionProgress(partition, position, Math.Max(0, head - position))).ToList();
        var lag = partitions.Max(partition => partition.Lag);
        return new ProjectionStatus(
            model.Name, State(model), head, lag, lag == 0 ? 0 : await Age(positions.Min() + 1, cancellation),
            partitions, error, model.Progress.Rebuild);
    }

    private ProjectionState State(LiveModel model) =>
        model.Progress.HasStopped ? ProjectionState.Stopped
        : _rebuilds.IsRunning(model.Name) ? ProjectionState.Rebuilding
        : _control.IsPaused ? ProjectionState.Paused
        : ProjectionState.Running;

    private async Task<double> Age(long position, CancellationToken cancellation) =>
        await _journal.ReadAt([position], cancellation) is [var e, ..] ? Seconds(e.TimeMicros) : 0;

    // A gauge cannot ask the database; the head is the one that any model has come to.
    private IEnumerable<Measurement<double>> Lags()
    {
        var looks = _set.Models.Select(model => (model, model.Progress.Look())).ToList();
        var head = Math.Max(Volatile.Read(ref _lastHead), looks.Max(look => look.Item2.Positions.Max()));
        foreach (var (model, (owned, positions, _)) in looks)
            for (var partition = 0; owned && partition < positions.Length; partition++)
                yield return new Measurement<double>(
                    positions[partition] >= head ? 0 : Seconds(model.Progress.LastEventMicros),
                    new KeyValuePair<string, object?>("model", model.Name),
                    new KeyValuePair<string, object?>("partition", partition));
    }

    private double Seconds(long micros) =>
        micros == 0 ? 0 : Math.Max(0, (_clock.GetUtcNow() - Micros.ToTime(micros)).TotalSeconds);
}
