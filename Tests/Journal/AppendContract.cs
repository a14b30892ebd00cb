using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>What an append promises, whatever the store.</summary>
public abstract class AppendContract(JournalUnderTest store) : IAsyncLifetime
{
    private JournalSystem _system = null!;

    protected IEventJournal Journal => _system.Journal;

    public async Task InitializeAsync() => _system = await store.Open();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public async Task What_was_appended_is_read_back_exactly()
    {
        var stream = Given.Stream();
        var e = Given.Event("""{"text":"Éclair 🎂 \u0000 \"quoted\" back\\slash"}""", processKey: "refund-1");
        var appended = await Journal.Appended(new AppendRequest(stream, StreamHead.Empty, [e, Given.Event()]));

        var slice = await Journal.Read(stream, 0, 10);

        Assert.Equal(appended.Head, slice.Head);
        Assert.Equal(2, slice.Head.Version);
        var read = slice.Events[0];
        Assert.Equal((stream, 1L, e.Id, e.Type, e.ProcessKey, e.TimeMicros),
            (read.Stream, read.Version, read.Id, read.Type, read.ProcessKey, read.TimeMicros));
        Assert.Equal(e.Data.ToArray(), read.Data.ToArray());
        Assert.Equal(e.Metadata.ToArray(), read.Metadata.ToArray());
        Assert.Equal(ChainHash.Next([], stream, 1, e), read.Hash.ToArray());
        Assert.Equal(slice.Head.Hash.ToArray(), slice.Events[1].Hash.ToArray());
        Assert.Equal(Partitions.Of(stream, "refund-1", 8), read.Partition);
        Assert.Equal(Partitions.Of(stream, null, 8), slice.Events[1].Partition);
        Assert.Equal(appended.Position, slice.Events[1].Position);
    }

    [ContractFact]
    public async Task An_unknown_stream_is_empty()
    {
        var slice = await Journal.Read(Given.Stream(), 0, 10);
        Assert.Equal(StreamHead.Empty, slice.Head);
        Assert.Empty(slice.Events);
    }

    [ContractFact]
    public async Task A_stream_is_read_in_parts_and_always_tells_its_head()
    {
        var stream = Given.Stream();
        var head = (await Journal.Appended(stream, 5)).Head;

        Assert.Equal([3L, 4L], (await Journal.Read(stream, 2, 2)).Events.Select(e => e.Version));
        Assert.Equal(head, (await Journal.Read(stream, 2, 2)).Head);
        Assert.Empty((await Journal.Read(stream, 5, 2)).Events);
        Assert.Equal(head, (await Journal.Read(stream, 99, 2)).Head);
    }

    [ContractFact]
    public async Task An_append_to_an_old_head_conflicts_and_writes_nothing()
    {
        var stream = Given.Stream();
        var first = await Journal.Appended(stream, 2);

        var late = Assert.IsType<AppendResult.Conflict>(await Journal.Append(Given.Append(stream)));
        Assert.Equal(first.Head, late.Actual);

        var ahead = Given.Append(stream, new StreamHead(7, new byte[32]));
        Assert.Equal(first.Head, Assert.IsType<AppendResult.Conflict>(await Journal.Append(ahead)).Actual);
        Assert.Equal(2, (await Journal.Read(stream, 0, 10)).Events.Count);
    }

    [ContractFact]
    public async Task The_right_version_with_another_hash_conflicts()
    {
        var stream = Given.Stream();
        var first = await Journal.Appended(stream, 2);
        var forged = first.Head.Hash.ToArray();
        forged[0] ^= 1;

        var result = await Journal.Append(Given.Append(stream, new StreamHead(2, forged)));

        Assert.Equal(first.Head, Assert.IsType<AppendResult.Conflict>(result).Actual);
    }

    [ContractFact]
    public async Task Neighbours_of_a_conflict_commit_and_positions_stay_dense()
    {
        var taken = Given.Stream();
        await Journal.Appended(taken);
        var requests = Enumerable.Range(0, 60)
            .Select(i => Given.Append(i % 3 == 0 ? taken : Given.Stream(), events: 1 + (i % 4))).ToList();

        var results = await Task.WhenAll(requests.Select(r => Journal.Append(r)));

        Assert.All(results.Where((_, i) => i % 3 == 0), r => Assert.IsType<AppendResult.Conflict>(r));
        Assert.All(results.Where((_, i) => i % 3 != 0), r => Assert.IsType<AppendResult.Appended>(r));
        var all = await _system.Feed.All();
        Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(e => e.Position));
        Assert.Equal(1 + requests.Where((_, i) => i % 3 != 0).Sum(r => r.Events.Count), all.Count);
    }

    [ContractFact]
    public async Task Many_appends_to_one_stream_at_once_let_exactly_one_win_each_round()
    {
        var stream = Given.Stream();
        var head = StreamHead.Empty;
        for (var round = 0; round < 5; round++)
        {
            var results = await Task.WhenAll(
                Enumerable.Range(0, 20).Select(_ => Journal.Append(Given.Append(stream, head))));
            var winner = Assert.Single(results.OfType<AppendResult.Appended>());
            Assert.All(results.OfType<AppendResult.Conflict>(), c => Assert.Equal(winner.Head, c.Actual));
            head = winner.Head;
        }
        Assert.Equal(5, (await Journal.Read(stream, 0, 100)).Events.Count);
    }

    [ContractFact]
    public async Task Appends_sent_one_after_the_other_without_waiting_keep_their_order()
    {
        var stream = Given.Stream();
        var head = StreamHead.Empty;
        var sent = new List<Task<AppendResult>>();
        for (var i = 0; i < 10; i++)
        {
            var request = Given.Append(stream, head);
            sent.Add(Journal.Append(request));
            head = new StreamHead(
                head.Version + 1, ChainHash.Next(head.Hash.Span, stream, head.Version + 1, request.Events[0]));
        }

        Assert.All(await Task.WhenAll(sent), r => Assert.IsType<AppendResult.Appended>(r));
        Assert.Equal(head, (await Journal.Read(stream, 0, 1)).Head);
    }

    [ContractFact]
    public async Task Events_are_found_by_their_positions()
    {
        var last = (await Journal.Appended(Given.Stream(), 5)).Position;
        Assert.Equal([last - 3, last], (await Journal.ReadAt([last, last - 3, last + 100])).Select(e => e.Position));
    }

    [ContractFact]
    public async Task Nonsense_is_refused_before_it_reaches_the_store()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Journal.Append(new AppendRequest(Given.Stream(), StreamHead.Empty, [])));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.Append(Given.Append("no-tenant")));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Journal.Append(Given.Append(Given.Stream(), new StreamHead(3, new byte[5]))));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Journal.Append(Given.Append(Given.Stream()).With("k").With("k")));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Journal.Append(Given.Append(Given.Stream()).With("k", answeredBy: 1)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Journal.Read(Given.Stream(), 0, 0));
    }
}

public sealed class Append_in_memory() : AppendContract(new MemoryUnderTest());

public sealed class Append_on_sqlite() : AppendContract(new SqliteUnderTest());

[OnPostgres]
public sealed class Append_on_postgres() : AppendContract(new PostgresUnderTest());
