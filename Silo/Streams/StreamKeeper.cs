using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>Which partitions this process delivers, and how far they are: leases and checkpoints. A lease only keeps
/// processes out of each other's way: two that believe to hold a partition deliver twice, and spoil nothing.</summary>
internal sealed class StreamKeeper(
    int partitions, bool alone, ILeases leases, ICheckpoints checkpoints, BlockedStreams blocked,
    DeadLetterGauge gauge, PartitionShare share, Func<int, long, PartitionLanes> open, WakeUp wake, RetryDelays delays,
    StreamOptions options, TimeProvider clock, ILogger log)
{
    private readonly string _holder = $"streams-{Guid.NewGuid():n}";
    private readonly KeptPartition?[] _kept = new KeptPartition?[partitions];
    private readonly List<KeptPartition> _leaving = [];
    private volatile PartitionLanes[] _held = [];
    private long? _renewed;

    public PartitionLanes[] Held => _held;

    public async Task Run(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            try
            {
                await Look(stop);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The journal is away: what is held goes on until another takes it, and the next look tries again.
                failures++;
                log.LogWarning(error, "The streams' leases and checkpoints could not be looked after");
            }
            await Pause.For(failures == 0 ? options.KeepEvery : delays.After(failures), clock, stop);
        }
    }

    /// <summary>Lets what is under way come to its end, says how far it came, and lets others go on from
    /// there.</summary>
    public async Task Leave()
    {
        GiveUp(partitions);
        var ended = Task.WhenAll(_leaving.Select(kept => kept.Close()));
        if (await Task.WhenAny(ended, Task.Delay(options.StopPatience, clock)) != ended)
            log.LogWarning("Some events are still being delivered; they will be delivered again");
        try
        {
            foreach (var kept in _leaving)
                await Release(kept, CancellationToken.None);
        }
        catch (JournalUnavailableException error)
        {
            log.LogWarning(error, "The last checkpoints were not stored: some events will be delivered again");
        }
    }

    private async Task Look(CancellationToken stop)
    {
        StreamMetrics.Keeps(_held.Length, partitions);
        if (_renewed is not { } then || (!alone && clock.GetElapsedTime(then) >= options.LeaseTerm / 3))
        {
            var now = clock.GetTimestamp();
            await Renew(stop);
            _renewed = now;
        }
        for (var partition = 0; partition < partitions; partition++)
            if (_kept[partition] is { IsDue: true } kept && !await kept.Save(stop))
                Drop(partition);
        foreach (var kept in _leaving.Where(kept => kept.HasLeft).ToList())
        {
            await Release(kept, stop);
            _leaving.Remove(kept);
        }
        await gauge.Look(counts: _kept[0] is not null, stop);
    }

    private async Task Renew(CancellationToken stop)
    {
        var taken = new List<int>();
        try
        {
            var surplus = await Hold(taken, stop);
            GiveUp(surplus);
            await Take(taken, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !alone)
        {
            // Nobody needs to wait for the end of a term that was never made use of.
            foreach (var partition in taken.Where(partition => _kept[partition] is null))
                await leases.Release(KeptPartition.NameOf(partition), _holder, CancellationToken.None);
            throw;
        }
    }

    /// <returns>How many more are held than this process may hold.</returns>
    private async Task<int> Hold(List<int> taken, CancellationToken stop)
    {
        var most = share.Most();
        var held = _kept.Count(kept => kept is not null);
        for (var partition = 0; partition < partitions; partition++)
        {
            var isKept = _kept[partition] is not null;
            if (!isKept && (held >= most || _leaving.Exists(kept => kept.Lanes.Partition == partition)))
                continue;
            if (!isKept)
                taken.Add(partition);
            var isHeld = alone
                || await leases.TryHold(KeptPartition.NameOf(partition), _holder, options.LeaseTerm, stop);
            held += (isHeld ? 1 : 0) - (isKept ? 1 : 0);
            if (isHeld)
                continue;
            taken.Remove(partition);
            Drop(partition);
        }
        return held - most;
    }

    private async Task Take(List<int> taken, CancellationToken stop)
    {
        if (taken.Count == 0)
            return;
        var starts = new long[partitions];
        foreach (var partition in taken)
            starts[partition] = await checkpoints.Get(KeptPartition.NameOf(partition), stop);
        // After the checkpoints, so that nothing is missed that was put aside before they moved.
        await blocked.Load(stop);
        foreach (var partition in taken)
            _kept[partition] = new KeptPartition(
                open(partition, starts[partition]), starts[partition], checkpoints, options, clock);
        Publish();
    }

    /// <summary>For others to take; never the first, which counts the dead letters, while there is another.</summary>
    private void GiveUp(int surplus)
    {
        if (surplus <= 0)
            return;
        for (var partition = partitions - 1; partition >= 0 && surplus > 0; partition--)
        {
            if (_kept[partition] is not { } kept)
                continue;
            _ = kept.Close();
            _leaving.Add(kept);
            _kept[partition] = null;
            surplus--;
        }
        Publish();
    }

    private async Task Release(KeptPartition kept, CancellationToken cancellation)
    {
        await kept.Save(cancellation);
        if (!alone)
            await leases.Release(kept.Name, _holder, cancellation);
    }

    private void Drop(int partition)
    {
        if (_kept[partition] is not { } kept)
            return;
        // What is being delivered comes to its end unheard: the next holder delivers it again.
        _ = kept.Close();
        _kept[partition] = null;
        Publish();
    }

    private void Publish()
    {
        _held = [.. _kept.OfType<KeptPartition>().Select(kept => kept.Lanes)];
        StreamMetrics.Keeps(_held.Length, partitions);
        wake.Signal();
    }
}
