using Microsoft.Extensions.Logging;

namespace PosSaga.Journal.Providers;

/// <summary>Starts partitions whose agents are there, and stores their checkpoints.</summary>
internal sealed class PartitionKeeper(
    Func<IReadOnlyList<StreamPartition>> partitions, int ofAll, PartitionParts parts, DeadLetterGauge gauge,
    RetryDelays delays)
{
    public async Task Run(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            var woken = parts.Keeper.Next;
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
                // The journal is away: what is held goes on, and the next look tries again. Until one succeeds nothing
                // is said to be delivered: the last number would say that all is well for as long as this lasts.
                failures++;
                StreamMetrics.Keeps(0, ofAll);
                parts.Log.LogWarning(error, "The streams' checkpoints could not be looked after");
            }
            await WakeUp.Wait(
                woken, failures == 0 ? parts.Options.KeepEvery : delays.After(failures), parts.Clock, stop);
        }
    }

    private async Task Look(CancellationToken stop)
    {
        var all = partitions();
        await Start([.. all.Where(partition => partition.IsWanted)], stop);
        foreach (var partition in all)
            if (partition.IsDue)
                await partition.Save(stop);
        // In the process that delivers the first partition: the others say nothing, so that a sum over them is right.
        await gauge.Look(counts: all.Any(partition => partition is { Number: 0, IsHeld: true }), stop);
        Report(partitions());
    }

    private async Task Start(IReadOnlyList<StreamPartition> wanted, CancellationToken stop)
    {
        if (wanted.Count == 0)
            return;
        var checkpoints = new long[wanted.Count];
        for (var i = 0; i < checkpoints.Length; i++)
            checkpoints[i] = await parts.Checkpoints.Get(wanted[i].Name, stop);
        // After the checkpoints, so that nothing is missed that was put aside before they moved.
        await parts.Blocked.Load(stop);
        for (var i = 0; i < checkpoints.Length; i++)
            wanted[i].Start(checkpoints[i]);
        Report(partitions());
    }

    public void Report(IReadOnlyList<StreamPartition> all) =>
        StreamMetrics.Keeps(all.Count(partition => partition.IsHeld), ofAll);
}
