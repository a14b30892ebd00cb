using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>What becomes of a delivery on its way; a simulation draws it. The default: it arrives.</summary>
/// <param name="Late">Before it arrives; other streams overtake it meanwhile.</param>
/// <param name="Twice">It arrives again after it was handled.</param>
/// <param name="LoseAnswer">It is handled, but the stream does not hear so and delivers it again.</param>
/// <param name="Breaks">It cannot be handled, by its own fault.</param>
public readonly record struct StreamFate(
    TimeSpan Late = default, bool Twice = false, bool LoseAnswer = false, bool Breaks = false);

/// <summary>Attempts to deliver, and what follows from their outcome.</summary>
internal sealed class Deliverer(
    ISubscribers subscribers, BlockedStreams blocked, RetryDelays delays, StreamOptions options, TimeProvider clock,
    ILogger log)
{
    public Func<StreamDelivery, StreamFate>? Fates { get; set; }

    /// <summary>One attempt. Null when the event is handled or put aside, else when to try again.</summary>
    /// <param name="lastCall">Others need the room: no more patience with what fails.</param>
    public async Task<TimeSpan?> Try(StreamDelivery delivery, Failures failures, bool lastCall)
    {
        try
        {
            if (await blocked.ParkBehind(delivery))
                return null;
            var begun = clock.GetTimestamp();
            await Hand(delivery);
            StreamMetrics.Processed(delivery, clock.GetElapsedTime(begun));
            return null;
        }
        catch (Exception error)
        {
            if (RetryDelays.IsOutage(error))
                return delays.After(++failures.Outages);
            StreamMetrics.Failed(delivery);
            if (++failures.Attempts < options.AttemptsMax && !lastCall)
                return delays.After(failures.Attempts);
            return await Park(delivery, error, failures);
        }
    }

    private async Task<TimeSpan?> Park(StreamDelivery delivery, Exception error, Failures failures)
    {
        try
        {
            await blocked.Park(delivery, error, failures.Attempts);
            log.LogError(
                error, "{Subscriber} could not handle {Event} at position {Position}: {Stream} is parked behind it",
                delivery.Route.Subscriber, delivery.Item.Type, delivery.Item.Position, delivery.Stream);
            return null;
        }
        catch (Exception parking)
        {
            // It cannot even be put aside: then it is tried again until one or the other works.
            log.LogError(parking, "Position {Position} could not be put aside", delivery.Item.Position);
            return delays.After(failures.Attempts);
        }
    }

    private Task Hand(StreamDelivery delivery) =>
        Fates?.Invoke(delivery) is { } fate && fate != default ? Hand(delivery, fate) : subscribers.Hand(delivery);

    private async Task Hand(StreamDelivery delivery, StreamFate fate)
    {
        if (fate.Late > TimeSpan.Zero)
            await Task.Delay(fate.Late, clock);
        if (fate.Breaks)
            throw new InvalidOperationException("Simulated: it cannot be handled.");
        await subscribers.Hand(delivery);
        if (fate.Twice)
            await subscribers.Hand(delivery);
        if (fate.LoseAnswer)
            throw new SiloUnavailableException("Simulated: the answer was lost.");
    }
}

/// <summary>Of the event at the head of a lane.</summary>
internal sealed class Failures
{
    public int Attempts { get; set; }

    /// <summary>Failures that say nothing about the event.</summary>
    public int Outages { get; set; }

    public void Clear() => (Attempts, Outages) = (0, 0);
}
