using Orleans.Providers.Streams.Common;
using Orleans.Runtime;
using Orleans.Streams;
using PosSaga.Journal;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Streams;

/// <summary>The journal's queues without a silo: what is handed out, when, and how far a partition is.</summary>
public sealed class What_an_agent_reads
{
    private const string Process = "p1";

    private static readonly int Partition = Partitions.Of("caller/t1/x", Process, 8);

    [Fact]
    public async Task Is_read_only()
    {
        await using var queues = new QueuesByHand();
        Assert.Equal((StreamProviderDirection.ReadOnly, false), (queues.Streams.Direction, queues.Streams.IsRewindable));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await queues.Streams.QueueMessageBatchAsync(
            StreamId.Create("probes", "t1/p1"), ["by hand"], null, null));
    }

    [Fact]
    public async Task Wakes_it_and_comes_again_when_nobody_looks_after_it()
    {
        await using var queues = new QueuesByHand(options => options.QueuesPerPartition = 1);
        var (cache, receiver) = await queues.TakeQueue(Partition, 0);
        var reading = receiver.GetQueueMessagesAsync(100, default);
        await queues.Call(Process, 1, 2);
        var messages = await Next(receiver, reading);
        cache.AddToCache(messages);
        Assert.Equal([1L, 2], messages.Select(m => m.SequenceToken.SequenceNumber));

        var nudged = Assert.Single(await Next(receiver));
        Assert.Same(messages[0], nudged);
        cache.AddToCache([nudged]);
        Assert.Equal([1L, 2], Positions(cache, nudged.StreamId));
    }

    [Fact]
    public async Task Begins_for_each_new_cursor_with_the_oldest_that_is_not_done()
    {
        await using var queues = new QueuesByHand(options => options.QueuesPerPartition = 1);
        var (cache, receiver) = await queues.TakeQueue(Partition, 0);
        await queues.Call(Process, 1, 2, 3);
        var messages = await Next(receiver);
        cache.AddToCache(messages);
        using var first = cache.TryGetCacheCursor(messages[0].StreamId, null).Cursor!;
        Assert.Equal(QueueCacheCursorMoveResult.Success, first.MoveNextWithResult());
        Finish(messages[0]);
        Assert.Equal([2L, 3], Positions(cache, messages[0].StreamId));

        // A cursor that is past it comes back when it is handed out again.
        Assert.Equal(QueueCacheCursorMoveResult.Success, first.MoveNextWithResult());
        Assert.Equal(QueueCacheCursorMoveResult.Success, first.MoveNextWithResult());
        first.Refresh(new EventSequenceTokenV2(2));
        Assert.Equal(QueueCacheCursorMoveResult.Success, first.MoveNextWithResult());
        Assert.Equal(2, first.GetCurrent(out _)!.SequenceToken.SequenceNumber);
    }

    [Fact]
    public async Task A_checkpoint_that_another_holder_moved_on_is_not_moved_back_and_saves_the_work()
    {
        await using var queues = new QueuesByHand(options => options.QueuesPerPartition = 1);
        var (cache, receiver) = await queues.TakeQueue(Partition, 0);
        var last = await queues.Call(Process, 1, 2, 3);
        var messages = await Next(receiver);
        cache.AddToCache(messages);
        var name = StreamPartition.CheckpointNameOf(Partition);
        await Eventually.Is(async () => await queues.Journal.Get(name) == 0, "nothing is done");

        Assert.True(await queues.Journal.Move(name, 0, 2));
        Finish(messages[0]);
        var partition = ((JournalBatch)messages[0]).Partition!;
        await Eventually.Is(
            () => Task.FromResult(partition.IsDoneElsewhere((JournalBatch)messages[1])), "the other was heard of");
        Assert.False(partition.IsDoneElsewhere((JournalBatch)messages[2]));
        Assert.Equal(2, await queues.Journal.Get(name));
        Finish(messages[1]);
        Finish(messages[2]);
        await Eventually.Is(async () => await queues.Journal.Get(name) >= last, "both agree again");
    }

    private static async Task<IList<IBatchContainer>> Next(
        IQueueAdapterReceiver receiver, Task<IList<IBatchContainer>>? reading = null)
    {
        while (true)
        {
            var messages = await (reading ?? receiver.GetQueueMessagesAsync(100, default));
            if (messages.Count > 0)
                return messages;
            reading = null;
        }
    }

    private static List<long> Positions(IQueueCache cache, StreamId stream)
    {
        using var cursor = cache.TryGetCacheCursor(stream, null).Cursor!;
        var positions = new List<long>();
        while (cursor.MoveNextWithResult() == QueueCacheCursorMoveResult.Success)
            positions.Add(cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber);
        return positions;
    }

    private static void Finish(IBatchContainer container)
    {
        var batch = (JournalBatch)container;
        batch.Queued!.DeliveryStarted(0);
        batch.Partition!.Done(batch.FindDelivery(GrainType.Create("probe-participant"))!);
        batch.Queued.DeliveryEnded(0);
    }
}
