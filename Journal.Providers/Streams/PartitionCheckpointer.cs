using Microsoft.Extensions.Logging;

namespace PosSaga.Journal.Providers;

/// <summary>Starts partitions from their checkpoints once all their agents are attached, and stores the
/// checkpoints.</summary>
/// <param name="ofAll">Number of partitions of the journal.</param>
internal sealed class PartitionCheckpointer(
    Func<IReadOnlyList<StreamPartition>> partitions, int ofAll, PartitionServices services, DeadLetterGauge gauge)
{
    public async Task Run(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            var woken = services.CheckpointSignal.Next;
            try
            {
                await RunOnce(stop);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The loop must survive any error; partitions that are active go on meanwhile. The metric is 0 until it
                // succeeds again, because the last value would hide the failure.
                failures++;
                StreamMetrics.DeliveredPartitions(0, ofAll);
                services.Log.LogWarning(error, "The streams' checkpoints could not be read or stored");
            }
            var delay = failures == 0 ? services.Options.KeepEvery : services.Options.Backoff.Delay(failures);
            await AsyncSignal.Wait(woken, delay, services.Clock, stop);
        }
    }

    private async Task RunOnce(CancellationToken stop)
    {
        var all = partitions();
        await Start([.. all.Where(partition => partition.IsReadyToStart)], stop);
        foreach (var partition in all)
            if (partition.IsCheckpointDue)
                await partition.SaveCheckpoint(stop);
        // Only the process that delivers the first partition counts dead letters, so that a sum over all is right.
        await gauge.Update(counts: all.Any(partition => partition is { Number: 0, IsActive: true }), stop);
        Report(partitions());
    }

    private async Task Start(IReadOnlyList<StreamPartition> ready, CancellationToken stop)
    {
        if (ready.Count == 0)
            return;
        var checkpoints = new long[ready.Count];
        for (var i = 0; i < checkpoints.Length; i++)
            checkpoints[i] = await services.Checkpoints.Get(ready[i].CheckpointName, stop);
        // After reading the checkpoints, so that it includes all events that were parked before they moved.
        await services.Blocked.Load(stop);
        for (var i = 0; i < checkpoints.Length; i++)
            ready[i].Start(checkpoints[i]);
        Report(partitions());
    }

    public void Report(IReadOnlyList<StreamPartition> all) =>
        StreamMetrics.DeliveredPartitions(all.Count(partition => partition.IsActive), ofAll);
}
