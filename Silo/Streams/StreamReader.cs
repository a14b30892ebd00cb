using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>Reads the feed of the partitions that this process holds. They are read together; one that is behind,
/// because it came from another process or had no room, catches up by itself.</summary>
internal sealed class StreamReader(
    IJournalFeed feed, StreamKeeper keeper, WakeUp wake, RetryDelays delays, StreamOptions options, TimeProvider clock,
    ILogger log)
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
        var (top, behind) = Look(keeper.Held);
        if (top < 0)
        {
            await Task.WhenAny(woken, Task.Delay(IdleMax, clock, stop));
            // What signals has something else to do than to read.
            await Task.Yield();
        }
        else if (behind is not null)
        {
            var page = await feed.Read(behind.Partition, behind.ReadTo, options.PageMax, stop);
            behind.Take(page.Events, Math.Min(page.ReadTo, top));
        }
        else
        {
            var page = await feed.ReadAll(top, options.PageMax, stop);
            if (page.ReadTo > top)
                Take(page, top);
            else
                await Wait(top, woken, stop);
        }
    }

    /// <summary>How far the furthest of those with room has been read, below 0 when there is none, and one that is
    /// behind it.</summary>
    private static (long Top, PartitionLanes? Behind) Look(PartitionLanes[] held)
    {
        var top = -1L;
        PartitionLanes? last = null;
        foreach (var lanes in held)
        {
            if (!lanes.HasRoom)
                continue;
            top = Math.Max(top, lanes.ReadTo);
            if (last is null || lanes.ReadTo < last.ReadTo)
                last = lanes;
        }
        return (top, last?.ReadTo < top ? last : null);
    }

    private void Take(FeedPage page, long top)
    {
        foreach (var lanes in keeper.Held)
            if (lanes.ReadTo == top && lanes.HasRoom)
                lanes.Take(page.Events, page.ReadTo);
    }

    private async Task Wait(long top, Task woken, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(woken, feed.WaitBeyond(top, IdleMax, end.Token));
#pragma warning disable CA1849 // CancelAsync hops to the thread pool, where a simulation could not follow.
        end.Cancel();
#pragma warning restore CA1849
        await Task.Yield();
    }
}
