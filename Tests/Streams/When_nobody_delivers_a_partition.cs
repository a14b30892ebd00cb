namespace PosSaga.Tests.Streams;

/// <summary>Partitions that no agent came for, or whose checkpoint cannot be read: what the process shows of it is what
/// operators are woken by.</summary>
public sealed class When_nobody_delivers_a_partition
{
    [Fact]
    public async Task It_shows_that_fewer_are_held_than_there_are()
    {
        using var gauges = new PartitionGauges();
        await using var queues = new QueuesByHand();
        await queues.Take(0, 1, 2, 3, 4);
        await queues.Shown(gauges, (5, 8));
        await queues.Take(5, 6, 7);
        await queues.Shown(gauges, (8, 8));
        await queues.GiveBack(3);
        await queues.Shown(gauges, (7, 8));
        await queues.Streams.Stop();
        Assert.Equal((0, 8), gauges.Last);
    }

    [Fact]
    public async Task It_shows_that_it_holds_none_while_the_journal_says_nothing()
    {
        using var gauges = new PartitionGauges();
        await using var queues = new QueuesByHand { IsJournalAway = true };
        await queues.Take(0, 1, 2, 3, 4, 5, 6, 7);
        await queues.Shown(gauges, (0, 8));
        queues.IsJournalAway = false;
        await queues.Shown(gauges, (8, 8));
    }

    [Fact]
    public async Task One_whose_agents_are_not_all_there_is_not_held()
    {
        using var gauges = new PartitionGauges();
        await using var queues = new QueuesByHand();
        await queues.Take(0);
        await queues.TakeQueue(partition: 1, queue: 0);
        await queues.Shown(gauges, (1, 8));
    }
}
