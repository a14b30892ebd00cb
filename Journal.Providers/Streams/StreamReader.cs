using Microsoft.Extensions.Logging;

namespace PosSaga.Journal.Providers;

/// <summary>Reads the feed of the partitions that this process delivers. They are read together; one that is behind,
/// because it came from another process or had no room, catches up by itself.</summary>
internal sealed class StreamReader(
    IJournalFeed feed, Func<StreamPartition[]> held, WakeUp wake, RetryDelays delays, StreamOptions options,
    TimeProvider clock, ILogger log)
{
    // An append wakes the reader; this is for the wake-up that was lost.
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(5);

    public async Task Run(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            try
            {
                await Step(stop);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Whatever it is: nothing was lost, the same page is read again.
                var delay = delays.After(++failures);
                log.LogError(error, "The streams' feed cannot be read; next try in {Delay}", delay);
                await Pause.For(delay, clock, stop);
            }
        }
    }

    private async Task Step(CancellationToken stop)
    {
        var woken = wake.Next;
        var (top, behind) = Look(held());
        if (top < 0)
            await WakeUp.Wait(woken, IdleMax, clock, stop);
        else if (behind is not null)
        {
            var page = await feed.Read(behind.Number, behind.ReadTo, options.PageMax, stop);
            behind.Take(page.Events, Math.Min(page.ReadTo, top));
        }
        else
        {
            var page = await feed.ReadAll(top, options.PageMax, stop);
            if (page.ReadTo > top)
                Take(page, top);
            else
                await WakeUp.Wait(woken, IdleMax, clock, stop, end => feed.WaitBeyond(top, IdleMax, end));
        }
    }

    /// <summary>How far the furthest of those with room has been read, below 0 when there is none, and one that is
    /// behind it.</summary>
    private static (long Top, StreamPartition? Behind) Look(StreamPartition[] held)
    {
        var top = -1L;
        StreamPartition? last = null;
        foreach (var partition in held)
        {
            if (!partition.HasRoom)
                continue;
            top = Math.Max(top, partition.ReadTo);
            if (last is null || partition.ReadTo < last.ReadTo)
                last = partition;
        }
        return (top, last?.ReadTo < top ? last : null);
    }

    private void Take(FeedPage page, long top)
    {
        foreach (var partition in held())
            if (partition.ReadTo == top && partition.HasRoom)
                partition.Take(page.Events, page.ReadTo);
    }
}
