using System.Globalization;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>Which partitions this process delivers, and how far they are: leases and checkpoints. A lease only keeps
/// processes out of each other's way; a checkpoint moves by compare-and-set, and wherever it stands, everything below
/// was handled or put aside by somebody.</summary>
internal sealed class StreamKeeper(
    int partitions, bool alone, ILeases leases, ICheckpoints checkpoints, BlockedStreams blocked,
    DeadLetterGauge gauge, Func<int, long, PartitionLanes> open, WakeUp wake, RetryDelays delays,
    StreamOptions options, TimeProvider clock, ILogger log)
{
    private readonly string _holder = $"streams-{Guid.NewGuid():n}";
    private readonly Kept?[] _kept = new Kept?[partitions];
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
                // The journal is away: what is held goes on until another process takes it, and the next look tries
                // again.
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
        var ended = Task.WhenAll(_held.Select(lanes => lanes.Close()));
        if (await Task.WhenAny(ended, Task.Delay(options.StopPatience, clock)) != ended)
            log.LogWarning("Some events are still being delivered; they will be delivered again");
        try
        {
            for (var partition = 0; partition < partitions; partition++)
            {
                if (_kept[partition] is not { } kept)
                    continue;
                await Save(kept, CancellationToken.None);
                Drop(partition);
                if (!alone)
                    await leases.Release(NameOf(partition), _holder);
            }
        }
        catch (JournalUnavailableException error)
        {
            log.LogWarning(error, "The last checkpoints were not stored: some events will be delivered again");
        }
    }

    private async Task Look(CancellationToken stop)
    {
        if (_renewed is not { } then || (!alone && clock.GetElapsedTime(then) >= options.LeaseTerm / 3))
        {
            var now = clock.GetTimestamp();
            await Renew(stop);
            _renewed = now;
        }
        for (var partition = 0; partition < partitions; partition++)
            if (_kept[partition] is { } kept && IsDue(kept) && !await Save(kept, stop))
                Drop(partition);
        await gauge.Look(counts: _kept[0] is not null, stop);
    }

    private async Task Renew(CancellationToken stop)
    {
        var taken = new List<(int Partition, long Start)>();
        for (var partition = 0; partition < partitions; partition++)
        {
            if (!alone && !await leases.TryHold(NameOf(partition), _holder, options.LeaseTerm, stop))
                Drop(partition);
            else if (_kept[partition] is null)
                taken.Add((partition, await checkpoints.Get(NameOf(partition), stop)));
        }
        if (taken.Count == 0)
            return;
        // After the checkpoints, so that nothing is missed that was put aside before they moved.
        await blocked.Load(stop);
        foreach (var (partition, start) in taken)
            _kept[partition] = new Kept(open(partition, start), start, clock.GetTimestamp());
        Publish();
    }

    private void Drop(int partition)
    {
        if (_kept[partition] is not { } kept)
            return;
        // What is being delivered comes to its end unheard: the next holder delivers it again.
        _ = kept.Lanes.Close();
        _kept[partition] = null;
        Publish();
    }

    private void Publish()
    {
        _held = [.. _kept.OfType<Kept>().Select(kept => kept.Lanes)];
        wake.Signal();
    }

    private bool IsDue(Kept kept)
    {
        kept.IsBusy |= kept.Lanes.WasBusy();
        return clock.GetElapsedTime(kept.SavedAt)
            >= (kept.IsBusy ? options.CheckpointEvery : options.IdleCheckpointEvery);
    }

    /// <summary>False when another process is further: it delivers this partition now.</summary>
    private async Task<bool> Save(Kept kept, CancellationToken cancellation)
    {
        var (name, done) = (NameOf(kept.Lanes.Partition), kept.Lanes.Done);
        if (done > kept.Saved && !await checkpoints.Move(name, kept.Saved, done, cancellation))
        {
            // Another process, or we ourselves with an answer that was lost.
            var stored = await checkpoints.Get(name, cancellation);
            kept.Saved = stored;
            return stored <= done;
        }
        (kept.Saved, kept.SavedAt, kept.IsBusy) = (done, clock.GetTimestamp(), false);
        return true;
    }

    public static string NameOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"streams/{partition}");

    private static string LeaseOf(int partition) => NameOf(partition);

    private sealed class Kept(PartitionLanes lanes, long saved, long savedAt)
    {
        public PartitionLanes Lanes => lanes;

        public long Saved { get; set; } = saved;

        public long SavedAt { get; set; } = savedAt;

        public bool IsBusy { get; set; }
    }
}
