using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Running;

/// <summary>How far the projections are, for operators and readiness: from memory where this process runs them, else as
/// the one that does has told.</summary>
internal sealed class StatusBoard(
    ReadModelSet set, Generations generations, IJournalFeed feed, WaitingEvents waiting, ProjectionControl control,
    ProjectionStatusStore standings, RebuildRequests requests, TimeProvider clock) : IProjectionStatus
{
    public async Task<IReadOnlyList<ReadModels.ProjectionStatus>> All(CancellationToken cancellation = default)
    {
        var head = await feed.Head(cancellation);
        var (told, rebuilds) = (await standings.All(cancellation), await requests.All(cancellation));
        var live = await generations.Live(cancellation);
        var all = new List<ReadModels.ProjectionStatus>();
        foreach (var model in set.Models)
            all.Add(await Of(
                model.Name, Look(model, live, told), rebuilds.GetValueOrDefault(model.Name), head, cancellation));
        return all;
    }

    public async Task<IReadOnlyList<string>> OnTheirWayTo(long position, CancellationToken cancellation = default)
    {
        // What was told by a process that is gone excuses nobody: one that starts may get further.
        var told = (await standings.All(cancellation)).Where(one => standings.IsFresh(one.Value)).ToDictionary();
        var live = await generations.Live(cancellation);
        return
        [
            .. from model in set.Models
               where live.TryGetValue(model.Name, out var tables)
                   && tables.SchemaVersion == model.Projection.SchemaVersion
               let look = Look(model, live, told)
               where look.Positions.Where((at, partition) => at < position && !look.Stopped.Contains(partition)).Any()
               select model.Name,
        ];
    }

    private ProjectionStatus Look(
        LiveModel model, IReadOnlyDictionary<string, LiveRow> live, IReadOnlyDictionary<string, Standing> told)
    {
        var here = model.Progress.Look();
        if (here.Owned)
            return here;
        var positions = live.TryGetValue(model.Name, out var row) ? Positions.Parse(row.Positions) : here.Positions;
        return standings.Of(told.GetValueOrDefault(model.Name), positions);
    }

    private async Task<ReadModels.ProjectionStatus> Of(
        string name, ProjectionStatus look, RebuildRow? rebuild, long head, CancellationToken cancellation)
    {
        var partitions = look.Positions.Select((position, partition) =>
            new PartitionProgress(partition, position, Math.Max(0, head - position))).ToList();
        var state = StateOf(look, rebuild);
        var since = state == ProjectionState.Rebuilding ? rebuild!.Since : Micros.Of(look.Since);
        return new ReadModels.ProjectionStatus(
            name, state, Micros.ToTimeOrNull(since), head, partitions.Max(partition => partition.Lag),
            await Lag(look.Positions, head, cancellation), partitions, look.Error,
            rebuild is null ? null : new(rebuild.State, rebuild.Progress, rebuild.Mismatch, rebuild.Error));
    }

    private ProjectionState StateOf(ProjectionStatus look, RebuildRow? rebuild) =>
        look.Stopped.Count > 0 ? ProjectionState.Stopped
        : rebuild is { Finished: 0 } ? ProjectionState.Rebuilding
        : control.IsPaused ? ProjectionState.Paused
        : ProjectionState.Running;

    private async Task<double> Lag(long[] positions, long head, CancellationToken cancellation)
    {
        var lag = TimeSpan.Zero;
        for (var partition = 0; partition < positions.Length; partition++)
            if (positions[partition] < head
                && await waiting.Oldest(partition, positions[partition], cancellation) is { } oldest
                && clock.GetUtcNow() - Micros.ToTime(oldest) is var age && age > lag)
                lag = age;
        return lag.TotalSeconds;
    }
}
