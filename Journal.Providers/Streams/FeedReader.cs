using Microsoft.Extensions.Logging;

namespace PosSaga.Journal.Providers;

/// <summary>Reads the feed for the active partitions. They are read together; a partition that is behind, because it
/// came from another process or its window was full, catches up by itself.</summary>
internal sealed class FeedReader(
    IJournalFeed feed, Func<StreamPartition[]> activePartitions, AsyncSignal signal, StreamOptions options,
    TimeProvider clock, ILogger log)
{
    // Appends wake the reader; this is for a wake-up that was lost.
    private static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(5);

    public async Task Run(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            try
            {
                await ReadNext(stop);
                failures = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The loop must survive any error; the same page is read again.
                var delay = options.Backoff.Delay(++failures);
                log.LogError(error, "The streams' feed cannot be read; next try in {Delay}", delay);
                await Task.Delay(delay, clock, stop).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task ReadNext(CancellationToken stop)
    {
        var woken = signal.Next;
        var (top, behind) = Progress(activePartitions());
        if (top < 0)
            await AsyncSignal.Wait(woken, IdleMax, clock, stop);
        else if (behind is not null)
        {
            var page = await feed.Read(behind.Number, behind.ReadTo, options.PageMax, stop);
            behind.Accept(page.Events, Math.Min(page.ReadTo, top));
        }
        else
        {
            var page = await feed.ReadAll(top, options.PageMax, stop);
            if (page.ReadTo > top)
                Take(page, top);
            else
                await AsyncSignal.Wait(woken, IdleMax, clock, stop, end => feed.WaitBeyond(top, IdleMax, end));
        }
    }

    /// <summary>Of the partitions with room: the highest position read, below 0 if there are none, and the partition
    /// furthest behind it.</summary>
    private static (long Top, StreamPartition? Behind) Progress(StreamPartition[] partitions)
    {
        var top = -1L;
        StreamPartition? last = null;
        foreach (var partition in partitions)
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
        foreach (var partition in activePartitions())
            if (partition.ReadTo == top && partition.HasRoom)
                partition.Accept(page.Events, page.ReadTo);
    }
}
