using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace PosSaga.Journal.Providers;

/// <summary>Attempts to deliver, and what follows from their outcome: the agent tries again for ever, so this is where
/// failures are counted and what keeps failing is put aside.</summary>
internal sealed class Deliverer(
    BlockedStreams blocked, RetryDelays delays, StreamOptions options, TimeProvider clock, ILogger log)
{
    /// <summary>One attempt. It returns when the event is handled or put aside, or when nothing more is to be begun; it
    /// throws when the agent is to try again.</summary>
    /// <param name="call">To the subscriber; made once at most.</param>
    public Task Deliver(JournalBatch batch, GrainType subscriber, Func<Task> call) =>
        batch.To(subscriber) is { } delivery ? Deliver(delivery, call)
        : batch.IsNothingTo(subscriber) ? Task.CompletedTask
        : Once(batch, call);

    private async Task Deliver(EventDelivery delivery, Func<Task> call)
    {
        var (partition, queued) = (delivery.Batch.Partition!, delivery.Batch.Queued!);
        queued.Begin(clock.GetTimestamp());
        try
        {
            if (!delivery.IsDone && delivery.Pause > TimeSpan.Zero)
                await partition.Pause(delivery);
            if (!delivery.IsDone && partition.Begin())
                await Attempt(call, delivery, partition);
        }
        finally
        {
            queued.End(clock.GetTimestamp());
        }
    }

    // To a subscriber that only newer silos of the cluster know: theirs to try again, once all are of that version.
    private async Task Once(JournalBatch batch, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception failure)
        {
            log.LogWarning(failure, "A subscriber that is not known here could not handle {Batch}", batch);
        }
    }

    private async Task Attempt(Func<Task> call, EventDelivery delivery, StreamPartition partition)
    {
        await partition.Gate.Enter();
        var begun = clock.GetTimestamp();
        try
        {
            if (partition.IsClosed)
                return;
            if (!partition.IsDoneElsewhere(delivery.Batch) && !await blocked.ParkBehind(delivery))
            {
                begun = clock.GetTimestamp();
                if (!await Made(call(), partition.Abandoned))
                    return;
                StreamMetrics.Processed(delivery, clock.GetElapsedTime(begun));
            }
            partition.Done(delivery);
        }
        catch (Exception error)
        {
            if (!await Failed(delivery, error, clock.GetElapsedTime(begun)))
                throw;
            partition.Done(delivery);
        }
        finally
        {
            partition.Gate.Leave();
            partition.End();
        }
    }

    /// <returns>False when it was abandoned: how it ends, nobody hears, and whoever is next delivers it
    /// again.</returns>
    private static async ValueTask<bool> Made(Task call, Task abandoned)
    {
        if (!call.IsCompleted && await Task.WhenAny(call, abandoned) != call)
        {
            _ = call.ContinueWith(
                static late => _ = late.Exception, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return false;
        }
        await call;
        return true;
    }

    /// <returns>True when it was put aside.</returns>
    private async Task<bool> Failed(EventDelivery delivery, Exception error, TimeSpan took)
    {
        var kind = delays.KindOf(error, took);
        if (kind == FailureKind.Outage)
        {
            delivery.Pause = delays.After(++delivery.Outages);
            return false;
        }
        StreamMetrics.Failed(delivery);
        var failures = kind == FailureKind.Timeout ? ++delivery.Timeouts : ++delivery.Attempts;
        var max = kind == FailureKind.Timeout ? options.TimeoutsMax : options.AttemptsMax;
        delivery.Pause = delays.After(failures);
        return (failures >= max || delivery.IsLastCall) && await Park(delivery, error, failures);
    }

    private async Task<bool> Park(EventDelivery delivery, Exception error, int failures)
    {
        try
        {
            await blocked.Park(delivery, error, failures);
            log.LogError(
                error, "{Subscriber} could not handle {Event} at position {Position}: {Stream} is parked behind it",
                delivery.Route.Subscriber, delivery.Batch.Item.Type, delivery.Batch.Item.Position, delivery.Stream);
            return true;
        }
        catch (Exception parking)
        {
            // It cannot even be put aside: then it is tried again until one or the other works.
            log.LogError(parking, "Position {Position} could not be put aside", delivery.Batch.Item.Position);
            return false;
        }
    }
}
