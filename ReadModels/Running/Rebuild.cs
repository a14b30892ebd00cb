using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>One rebuild: creates new tables beside the live ones, fills them from the first event while writes and
/// queries go on, compares both at an equal position, and swaps them with their checkpoints in one
/// transaction.</summary>
internal sealed class Rebuild(
    LiveModel model, Generations generations, IReadStore store, IJournalFeed feed, Erasures erasures,
    RebuildProgressReporter report, ReadModelOptions options, TimeProvider clock)
{
    // Another process may move the live tables during a try; it commits batches so rarely that a few tries are enough.
    private const int TriesMax = 500;
    private const int ErasureTriesMax = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private long[] _target = [];

    /// <summary>Runs until the swap, or until a row differs.</summary>
    public async Task<RebuildProgress> Run(bool force, CancellationToken cancellation)
    {
        await report.Enter("filling", 0, cancellation);
        await generations.DropAbandoned(model.Projection, cancellation);
        var live = await generations.Live(model.Name, cancellation)
            ?? throw new InvalidOperationException($"The read model {model.Name} has no live tables.");
        await generations.Create(
            model.Projection, live.Generation + 1, live: false, model.Partitions, cancellation);
        var next = await model.Open(live.Generation + 1, cancellation);
        var sameSchema = live.SchemaVersion == model.Projection.SchemaVersion;

        await Fill(next, live, sameSchema, cancellation);
        if (sameSchema && !force && await Compare(next, live, cancellation) is { } mismatch)
        {
            await generations.DropAbandoned(model.Projection, cancellation);
            return new RebuildProgress("mismatch", 1, mismatch);
        }
        await Swap(next, live, cancellation);
        return new RebuildProgress("swapped", 1, null);
    }

    private async Task Fill(Generation next, GenerationRow live, bool toLive, CancellationToken cancellation)
    {
        await SetTarget(live, toLive, cancellation);
        await BringToTarget(next, cancellation);
        await report.Enter("indexing", 1, cancellation);
        await generations.Index(model.Projection, next.Number, cancellation);
        while (await Lag(next, live, toLive, cancellation) > options.MaxBatch)
            await BringToTarget(next, cancellation);
    }

    private async Task<string?> Compare(Generation next, GenerationRow live, CancellationToken cancellation)
    {
        await report.Enter("comparing", 1, cancellation);
        var difference = await FirstDifference(next, live, cancellation);
        // A subject erased just now may be gone from one generation and not yet from the other, which follows soon.
        for (var again = 0; difference is not null && next.HoldsPersonalData && again < ErasureTriesMax; again++)
        {
            await Task.Delay(Patience, clock, cancellation);
            difference = await FirstDifference(next, live, cancellation);
        }
        return difference;
    }

    private async Task<string?> FirstDifference(Generation next, GenerationRow live, CancellationToken cancellation)
    {
        await using var snapshot = await AtEqualPosition(next, live, store.BeginSnapshot, cancellation);
        foreach (var table in model.Projection.Tables)
            if (await Comparison.FirstDifference(snapshot, table, live.Generation, next.Number) is { } difference)
                return difference;
        return null;
    }

    private async Task Swap(Generation next, GenerationRow live, CancellationToken cancellation)
    {
        await report.Enter("swapping", 1, cancellation);
        await model.Progress.WriteLock.WaitAsync(cancellation);
        try
        {
            await using var session = await AtEqualPosition(
                next, live, stop => store.BeginExclusive(model.Name, stop), cancellation, locked: true);
            await generations.Swap(session, model.Projection, live.Generation, next.Number);
            await session.Commit(cancellation);
            model.Reload();
        }
        finally
        {
            model.Progress.WriteLock.Release();
        }
    }

    /// <summary>A transaction in which both generations are at the same positions. The write lock stops this process's
    /// runner; another process's is not stopped, so the step is repeated until the live tables did not move.</summary>
    private async Task<WriteSession> AtEqualPosition(
        Generation next, GenerationRow live, Func<CancellationToken, Task<WriteSession>> begin,
        CancellationToken cancellation, bool locked = false)
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            if (!locked)
                await model.Progress.WriteLock.WaitAsync(cancellation);
            try
            {
                await SetTarget(live, true, cancellation);
                await BringToTarget(next, cancellation);
                await Check(await next.StoreCheckpoint(cancellation));
                var session = await begin(cancellation);
                var positions = await Generations.Positions(
                    session.Connection, session.Transaction, model.Name, live.Generation);
                if (positions.AsSpan().SequenceEqual(_target) || model.Projection.SchemaVersion != live.SchemaVersion)
                    return session;
                await session.DisposeAsync();
            }
            finally
            {
                if (!locked)
                    model.Progress.WriteLock.Release();
            }
        }
        throw new InvalidOperationException(
            $"The live tables of {model.Name} did not stand still for a moment in {TriesMax} tries.");
    }

    private async Task SetTarget(GenerationRow live, bool toLive, CancellationToken cancellation)
    {
        _target = await generations.Positions(model.Name, live.Generation, cancellation);
        if (!toLive)
            Array.Fill(_target, await feed.Head(cancellation));
    }

    private async Task<long> Lag(Generation next, GenerationRow live, bool toLive, CancellationToken cancellation)
    {
        await SetTarget(live, toLive, cancellation);
        return _target.Select((target, partition) => target - next.Positions[partition]).Max();
    }

    private async Task BringToTarget(Generation next, CancellationToken cancellation)
    {
        await erasures.Refresh(cancellation);
        var (at, end) = (Lowest(next.Positions, _target), _target.Max());
        var reading = at < 0 ? null : feed.ReadAll(at, options.MaxBatch, cancellation);
        while (reading is not null)
        {
            var page = await reading;
            // The live tables of another process may be ahead of what this process's feed has read.
            if (page.ReadTo == at)
                await feed.WaitBeyond(at, Patience, cancellation);
            at = page.ReadTo;
            // The next page is read while this one is written.
            reading = at < end ? feed.ReadAll(at, options.MaxBatch, cancellation) : null;
            var to = _target.Select(target => Math.Min(target, page.ReadTo)).ToArray();
            await Check(await next.Apply(page.Events, to, cancellation));
            await report.Save((double)at / Math.Max(1, end), cancellation);
        }
    }

    /// <summary>Lowest position of the partitions below their target; -1 when none is.</summary>
    private static long Lowest(long[] positions, long[] targets)
    {
        var lowest = long.MaxValue;
        for (var partition = 0; partition < positions.Length; partition++)
            if (positions[partition] < targets[partition] && positions[partition] < lowest)
                lowest = positions[partition];
        return lowest == long.MaxValue ? -1 : lowest;
    }

    private Task Check(Applied applied) => applied switch
    {
        Applied.Poisoned poison => throw new JournalCorruptException(
            $"Event {poison.Event.Position} ({poison.Event.Type}) cannot be folded: {poison.Error.Message}",
            poison.Error),
        Applied.Conflict => throw new InvalidOperationException(
            $"Another process writes into the new tables of {model.Name}."),
        _ => Task.CompletedTask,
    };
}
