using Microsoft.Extensions.Logging;

namespace PosSaga.Journal.Providers;

/// <summary>Delivers events to subscribers. The agent retries for ever, so failures are counted here, and an event that
/// keeps failing is parked.</summary>
internal sealed class Deliverer(BlockedStreams blocked, StreamOptions options, TimeProvider clock, ILogger log)
{
    /// <summary>One attempt. Returns when the event is handled or parked, or the partition is closed; throws when the
    /// agent is to retry.</summary>
    /// <param name="call">Calls the subscriber; used once at most.</param>
    public Task Deliver(JournalBatch batch, GrainType subscriber, Func<Task> call) =>
        batch.FindDelivery(subscriber) is { } delivery ? Deliver(delivery, call)
        : batch.IsIgnoredBy(subscriber) ? Task.CompletedTask
        : DeliverOnce(batch, call);

    private async Task Deliver(EventDelivery delivery, Func<Task> call)
    {
        var (partition, queued) = (delivery.Batch.Partition!, delivery.Batch.Queued!);
        queued.DeliveryStarted(clock.GetTimestamp());
        try
        {
            if (!delivery.IsDone && delivery.RetryDelay > TimeSpan.Zero)
                await partition.WaitForRetry(delivery);
            if (!delivery.IsDone && partition.TryBegin())
                await Attempt(call, delivery, partition);
        }
        finally
        {
            queued.DeliveryEnded(clock.GetTimestamp());
        }
    }

    // During a rolling upgrade only newer silos may know the subscriber. This silo keeps no state for it, so a failure
    // is logged and not retried.
    private async Task DeliverOnce(JournalBatch batch, Func<Task> call)
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
        await partition.Limit.Enter();
        var begun = clock.GetTimestamp();
        try
        {
            if (partition.IsClosed)
                return;
            if (!partition.IsDoneElsewhere(delivery.Batch) && !await blocked.ParkBehind(delivery))
            {
                begun = clock.GetTimestamp();
                if (!await Completed(call(), partition.Abandoned))
                    return;
                StreamMetrics.Processed(delivery, clock.GetElapsedTime(begun));
            }
            partition.Done(delivery);
        }
        catch (Exception error)
        {
            if (!await ParkedAfter(delivery, error, clock.GetElapsedTime(begun)))
                throw;
            partition.Done(delivery);
        }
        finally
        {
            partition.Limit.Exit();
            partition.End();
        }
    }

    /// <returns>False if the delivery was abandoned: its outcome is ignored and the partition's next owner delivers
    /// the event again.</returns>
    private static async ValueTask<bool> Completed(Task call, Task abandoned)
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

    /// <summary>Counts a failure; true if the event was parked.</summary>
    private async Task<bool> ParkedAfter(EventDelivery delivery, Exception error, TimeSpan took)
    {
        var kind = DeliveryFailure.KindOf(error, took, options.CallLimit);
        if (kind == FailureKind.Outage)
        {
            delivery.RetryDelay = options.Backoff.Delay(++delivery.Outages);
            return false;
        }
        StreamMetrics.Failed(delivery);
        var failures = kind == FailureKind.Timeout ? ++delivery.Timeouts : ++delivery.Attempts;
        var max = kind == FailureKind.Timeout ? options.TimeoutsMax : options.AttemptsMax;
        delivery.RetryDelay = options.Backoff.Delay(failures);
        return (failures >= max || delivery.IsFinalAttempt) && await Park(delivery, error, failures);
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
            // Retried until either the delivery or the parking succeeds.
            log.LogError(parking, "Position {Position} could not be parked", delivery.Batch.Item.Position);
            return false;
        }
    }
}

/// <summary>Classifies failed deliveries.</summary>
internal static class DeliveryFailure
{
    /// <summary>True if the error says nothing about the event: the journal is unavailable, or the subscriber's silo
    /// died or is stopping.</summary>
    public static bool IsOutage(Exception error) =>
        error is JournalUnavailableException or OrleansMessageRejectionException;

    /// <param name="took">From the call to its failure.</param>
    /// <param name="callLimit">Orleans' limit for calls: an earlier time-out is the subscriber's own.</param>
    public static FailureKind KindOf(Exception error, TimeSpan took, TimeSpan callLimit) =>
        IsOutage(error) ? FailureKind.Outage
        : error is TimeoutException && took >= callLimit ? FailureKind.Timeout
        : FailureKind.Fault;
}

internal enum FailureKind
{
    /// <summary>The subscriber could not handle the event.</summary>
    Fault,

    /// <summary>The subscriber did not answer within the limit for calls: it is busy, or hangs.</summary>
    Timeout,

    /// <summary>Says nothing about the event, which is retried without limit.</summary>
    Outage,
}
