using PosSaga.Journal;

namespace PosSaga.ReadModels.Running;

/// <summary>What a partition of a model has not projected yet.</summary>
internal sealed class WaitingEvents(IJournalFeed feed)
{
    /// <summary>When the oldest of them was written, in microseconds; null when there is none. Of a partition near the
    /// head it is known at once: the feed has it in memory.</summary>
    public async Task<long?> Oldest(int partition, long after, CancellationToken cancellation)
    {
        while (true)
        {
            var page = await feed.Read(partition, after, 1, cancellation);
            if (page.Events is [var oldest, ..])
                return oldest.TimeMicros;
            if (page.ReadTo == after)
                return null;
            after = page.ReadTo;
        }
    }
}
