using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>Names of the projections, as in <c>GET /projections</c>.</summary>
public static class Models
{
    public const string Orders = "orders";
    public const string Stock = "stock";
    public const string Catalogue = "catalogue";
    public const string JournalIndex = "journal-index";
    public const string Claims = "claims";
    public const string Refunds = "refunds";
    public const string Notifications = "notifications";
    public const string Tills = "tills";
    public const string Sales = "sales";
}

public enum ProjectionState { Running, Paused, Stopped, Rebuilding }

/// <param name="Position">Every event of the partition up to here is in the read model.</param>
/// <param name="Lag">Positions of the journal beyond.</param>
public sealed record PartitionProgress(int Partition, long Position, long Lag);

/// <param name="Progress">0 to 1 of the journal's head.</param>
/// <param name="State">requested, filling, indexing, comparing, swapping; then swapped, mismatch or failed.</param>
/// <param name="Mismatch">Which row differed, when the comparison stopped the swap.</param>
/// <param name="Error">Why it failed; while the model is <see cref="ProjectionState.Rebuilding"/> it is
/// retried.</param>
public sealed record RebuildProgress(string State, double Progress, string? Mismatch, string? Error = null);

/// <param name="LagSeconds">Age of the oldest event not yet projected; 0 when caught up.</param>
/// <param name="Since">When the state began; null when no process has stored it.</param>
/// <param name="Error">Why a partition stopped, naming the event; or why the whole model cannot go on.</param>
public sealed record ProjectionStatus(
    string Name, ProjectionState State, DateTimeOffset? Since, long Head, long Lag, double LagSeconds,
    IReadOnlyList<PartitionProgress> Partitions, string? Error, RebuildProgress? Rebuild);

/// <summary>The state of the projections, for operators and readiness.</summary>
public sealed class ProjectionStatusQueries
{
    private readonly ReadModelSet _set;
    private readonly IJournalFeed _feed;
    private readonly ProjectionControl _control;
    private readonly ProjectionStatusStore _statuses;
    private readonly RebuildRequests _requests;
    private readonly TimeProvider _clock;

    internal ProjectionStatusQueries(
        ReadModelSet set, IJournalFeed feed, ProjectionControl control, ProjectionStatusStore statuses,
        RebuildRequests requests, TimeProvider clock) =>
        (_set, _feed, _control, _statuses, _requests, _clock) = (set, feed, control, statuses, requests, clock);

    /// <summary>The same in every process, whichever of them runs the projections.</summary>
    public async Task<IReadOnlyList<ProjectionStatus>> All(CancellationToken cancellation = default)
    {
        var head = await _feed.Head(cancellation);
        var (stored, rebuilds) = (await _statuses.All(cancellation), await _requests.All(cancellation));
        var live = await _set.Generations.Live(cancellation);
        var all = new List<ProjectionStatus>();
        foreach (var model in _set.Models)
            all.Add(await Of(
                model.Name, StatusOf(model, live, stored), rebuilds.GetValueOrDefault(model.Name), head, cancellation));
        return all;
    }

    /// <summary>Names of the models that are behind the position and will reach it by themselves. Not of those that
    /// stopped before an event that they cannot fold, have failed for a while, or are being rebuilt: they may stay
    /// behind until an operator acts.</summary>
    public async Task<IReadOnlyList<string>> CatchingUpTo(long position, CancellationToken cancellation = default)
    {
        // Errors stored by a process that has died do not count: the one that starts may get further.
        var stored = (await _statuses.All(cancellation)).Where(one => _statuses.IsFresh(one.Value)).ToDictionary();
        var live = await _set.Generations.Live(cancellation);
        return
        [
            .. from model in _set.Models
               where live.TryGetValue(model.Name, out var tables)
                   && tables.SchemaVersion == model.Projection.SchemaVersion
               let status = StatusOf(model, live, stored)
               where status.Positions
                   .Where((at, partition) => at < position && !status.Stopped.Contains(partition)).Any()
               select model.Name,
        ];
    }

    // From memory where this process runs the model, else as the process that does has stored it.
    private ModelStatus StatusOf(
        LiveModel model, IReadOnlyDictionary<string, LiveRow> live, IReadOnlyDictionary<string, StoredStatus> stored)
    {
        var here = model.Progress.Status();
        if (here.IsOwned)
            return here;
        var positions = live.TryGetValue(model.Name, out var row) ? Positions.Parse(row.Positions) : here.Positions;
        return _statuses.Of(stored.GetValueOrDefault(model.Name), positions);
    }

    private async Task<ProjectionStatus> Of(
        string name, ModelStatus status, RebuildRow? rebuild, long head, CancellationToken cancellation)
    {
        var partitions = status.Positions.Select((position, partition) =>
            new PartitionProgress(partition, position, Math.Max(0, head - position))).ToList();
        var state = StateOf(status, rebuild);
        var since = state == ProjectionState.Rebuilding ? rebuild!.Since : Micros.Of(status.Since);
        return new ProjectionStatus(
            name, state, Micros.ToTimeOrNull(since), head, partitions.Max(partition => partition.Lag),
            await Lag(status.Positions, head, cancellation), partitions, status.Error,
            rebuild is null ? null : new(rebuild.State, rebuild.Progress, rebuild.Mismatch, rebuild.Error));
    }

    private ProjectionState StateOf(ModelStatus status, RebuildRow? rebuild) =>
        status.Stopped.Count > 0 ? ProjectionState.Stopped
        : rebuild is { Finished: 0 } ? ProjectionState.Rebuilding
        : _control.IsPaused ? ProjectionState.Paused
        : ProjectionState.Running;

    private async Task<double> Lag(long[] positions, long head, CancellationToken cancellation)
    {
        var lag = TimeSpan.Zero;
        for (var partition = 0; partition < positions.Length; partition++)
            if (positions[partition] < head
                && await LagGauge.OldestAfter(_feed, partition, positions[partition], cancellation) is { } oldest
                && _clock.GetUtcNow() - Micros.ToTime(oldest) is var age && age > lag)
                lag = age;
        return lag.TotalSeconds;
    }
}

/// <summary>Pauses and resumes this process's projections between two batches.</summary>
public sealed class ProjectionControl
{
    private TaskCompletionSource? _resumed;

    public bool IsPaused => Volatile.Read(ref _resumed) is not null;

    public void Pause() => Interlocked.CompareExchange(
        ref _resumed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    public void Resume() => Interlocked.Exchange(ref _resumed, null)?.TrySetResult();

    internal Task WhilePaused(CancellationToken cancellation) =>
        Volatile.Read(ref _resumed)?.Task.WaitAsync(cancellation) ?? Task.CompletedTask;
}
