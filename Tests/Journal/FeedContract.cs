using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>The feed: complete, ordered, and no page that says more than it looked at.</summary>
public abstract class FeedContract(JournalUnderTest store) : IAsyncLifetime
{
    private JournalSystem _system = null!;

    private IJournalFeed Feed => _system.Feed;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task InitializeAsync() => _system = await store.Open();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public async Task An_empty_journal_has_head_zero_and_an_empty_page()
    {
        Assert.Equal(0, await Feed.Head());
        Assert.Equal((0, 0L), await Page(0));
        Assert.Empty((await Feed.ReadAll(0, 10)).Events);

        async Task<(int, long)> Page(int partition)
        {
            var page = await Feed.Read(partition, 0, 10);
            return (page.Events.Count, page.ReadTo);
        }
    }

    [ContractFact]
    public async Task The_partitions_together_are_the_whole_and_each_is_in_order()
    {
        for (var i = 0; i < 40; i++)
            await _system.Journal.Appended(Given.Stream(), 1 + (i % 3));
        var head = await Feed.Head();

        // From the tail cache, then from the store as after a restart (the memory journal has only itself).
        foreach (var system in new[] { _system, await Reopened() })
        {
            var all = new List<RecordedEvent>();
            for (var partition = 0; partition < 8; partition++)
                all.AddRange(await ReadPartition(system.Feed, partition, head, page: 7));
            Assert.Equal(Enumerable.Range(1, (int)head).Select(i => (long)i), all.Select(e => e.Position).Order());
            Assert.Equal(all.Select(e => (e.Position, e.Text())).Order(),
                (await system.Feed.All(page: 11)).Select(e => (e.Position, e.Text())));
        }
    }

    [ContractFact]
    public async Task A_checkpoint_passes_positions_of_other_partitions()
    {
        var last = (await _system.Journal.Appended(Given.Stream(), 3)).Position;
        var own = (await _system.Journal.ReadAt([last]))[0].Partition;
        var other = (own + 1) % 8;

        var page = await Feed.Read(other, 0, 10);

        Assert.Empty(page.Events);
        Assert.Equal(last, page.ReadTo);
        Assert.Equal(last - 1, (await Feed.Read(own, 0, 2)).ReadTo);
    }

    [ContractFact]
    public async Task Events_of_one_process_share_a_partition()
    {
        var streams = new[] { Given.Stream("claim"), Given.Stream("payment"), Given.Stream("stock") };
        foreach (var stream in streams)
            await _system.Journal.Appended(new AppendRequest(stream, StreamHead.Empty, [Given.Event("refund-7")]));
        Assert.Single((await Feed.All()).Select(e => e.Partition).Distinct());
    }

    [ContractFact]
    public async Task Who_waits_is_woken_by_the_next_append_and_not_before()
    {
        var waiting = Feed.WaitBeyond(0, Patience);
        Assert.False(waiting.IsCompleted);
        await _system.Journal.Appended(Given.Stream());
        await waiting.WaitAsync(Patience);
        Assert.Single((await Feed.ReadAll(0, 10)).Events);
        await Feed.WaitBeyond(0, Patience).WaitAsync(Patience);
    }

    [ContractFact]
    public async Task Who_waits_in_vain_or_is_cancelled_gets_away()
    {
        await Feed.WaitBeyond(0, TimeSpan.FromMilliseconds(1)).WaitAsync(Patience);
        using var cancel = new CancellationTokenSource();
        var waiting = Feed.WaitBeyond(0, Patience, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
    }

    [PublicReport("JasperFx/marten#1629")]
    [PublicReport("JasperFx/marten#4952")]
    [PublicReport("JasperFx/marten#4977")]
    [ContractFact]
    public async Task Readers_beside_writers_see_every_event_once_and_in_order()
    {
        const int Writers = 8, AppendsEach = 40;
        var read = Task.WhenAll(Enumerable.Range(0, 8).Select(partition => Task.Run(async () =>
        {
            var events = new List<RecordedEvent>();
            for (long after = 0; after < Writers * AppendsEach * 2;)
            {
                await Feed.WaitBeyond(after, Patience);
                var page = await Feed.Read(partition, after, 5);
                events.AddRange(page.Events);
                after = page.ReadTo;
            }
            return events;
        })));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < AppendsEach; i++)
                await _system.Journal.Appended(Given.Stream(), 2);
        })));

        var partitions = await read.WaitAsync(Patience);

        Assert.All(partitions, p => Assert.Equal(p.Select(e => e.Position).Order(), p.Select(e => e.Position)));
        Assert.Equal(Writers * AppendsEach * 2, partitions.Sum(p => p.Count));
        Assert.Equal(Writers * AppendsEach * 2, partitions.SelectMany(p => p).DistinctBy(e => e.Position).Count());
    }

    private async Task<JournalSystem> Reopened()
    {
        if (store is SqliteUnderTest)
            await _system.DisposeAsync();
        return _system = await store.Open();
    }

    private static async Task<List<RecordedEvent>> ReadPartition(IJournalFeed feed, int partition, long head, int page)
    {
        var events = new List<RecordedEvent>();
        for (long after = 0; after < head;)
        {
            var next = await feed.Read(partition, after, page);
            Assert.True(next.ReadTo > after);
            Assert.All(next.Events, e => Assert.Equal(partition, e.Partition));
            events.AddRange(next.Events);
            after = next.ReadTo;
        }
        return events;
    }
}

public sealed class Feed_in_memory() : FeedContract(new MemoryUnderTest());

public sealed class Feed_on_sqlite() : FeedContract(new SqliteUnderTest());

[OnPostgres]
public sealed class Feed_on_postgres() : FeedContract(new PostgresUnderTest());
