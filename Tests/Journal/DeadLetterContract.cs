using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>Events that were put aside: each once, none without the one that blocks it.</summary>
public abstract class DeadLetterContract(JournalUnderTest store) : IAsyncLifetime
{
    private IDeadLetters _letters = null!;

    public async Task InitializeAsync() => _letters = (await store.Open()).DeadLetters;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public async Task They_are_listed_found_and_removed()
    {
        for (var i = 1; i <= 3; i++)
            await _letters.Park(Letter("refund-stock", position: i));
        await _letters.Park(Letter("notification", position: 1));

        var all = await List(new());
        Assert.Equal(4, all.Count);
        Assert.Equal(all.OrderBy(l => l.Id), all);
        Assert.Equal([1L, 2L], (await _letters.List(new(Subscriber: "refund-stock"), 0, 2)).Select(l => l.Position));
        Assert.Equal(
            [3L], (await _letters.List(new(Subscriber: "refund-stock"), all[1].Id, 2)).Select(l => l.Position));
        Assert.Equal(Letter("refund-stock", 1) with { Id = all[0].Id }, await _letters.Find(all[0].Id));

        Assert.True(await _letters.Fail(all[0].Id, "worse", 4));
        var failed = (await _letters.Find(all[0].Id))!;
        Assert.Equal(("worse", 4), (failed.Error, failed.Attempts));
        Assert.True(await _letters.Remove(all[0].Id));
        Assert.False(await _letters.Fail(all[0].Id, "gone", 5));
        Assert.False(await _letters.Remove(all[0].Id));
        Assert.Null(await _letters.Find(all[0].Id));
    }

    [ContractFact]
    public async Task A_tenant_sees_its_own()
    {
        await _letters.Park(Letter("s", 1, "refunds/t1/r1"));
        await _letters.Park(Letter("s", 2, "refunds/t_1/t1"));
        await _letters.Park(Letter("s", 3, "refunds/t2/t1"));
        Assert.Equal(1, Assert.Single(await List(new("t1"))).Position);
        Assert.Equal(2, Assert.Single(await List(new("t_1"))).Position);
        Assert.Empty(await List(new("t")));
        Assert.Empty(await List(new("t2", "another")));
    }

    [ContractFact]
    public async Task An_event_is_parked_once_per_subscriber()
    {
        await _letters.Park(Letter("s", 1));
        await _letters.Park(Letter("s", 1) with { Error = "worse", Attempts = 9 });
        var letter = Assert.Single(await List(new(Subscriber: "s")));
        Assert.Equal(("worse", 9), (letter.Error, letter.Attempts));
    }

    [ContractFact]
    public async Task Nothing_waits_behind_nothing()
    {
        await _letters.Park(Letter("s", 1, "refunds/t1/r1"));
        Assert.False(await _letters.ParkBehind(Letter("s", 2, "refunds/t1/r2")));
        Assert.False(await _letters.ParkBehind(Letter("other", 2, "refunds/t1/r1")));
        Assert.Single(await List(new()));

        Assert.True(await _letters.ParkBehind(Letter("s", 2, "refunds/t1/r1") with { Error = "waits", Attempts = 0 }));
        Assert.True(await _letters.ParkBehind(Letter("s", 1, "refunds/t1/r1") with { Error = "again", Attempts = 0 }));
        Assert.False(await _letters.ParkBehind(Letter("s", 0, "refunds/t1/r1")));
        Assert.Equal([("it broke", 3), ("waits", 0)], (await List(new())).Select(l => (l.Error, l.Attempts)));
    }

    [ContractFact]
    public async Task The_oldest_of_a_stream_blocks_it()
    {
        Assert.Null(await _letters.First("s", "refunds/t1/r1"));
        await _letters.Park(Letter("s", 7, "refunds/t1/r1"));
        await _letters.Park(Letter("s", 5, "refunds/t1/r1"));
        await _letters.Park(Letter("s", 3, "refunds/t1/r2"));
        await _letters.Park(Letter("other", 4, "refunds/t1/r1"));
        Assert.Equal(5, (await _letters.First("s", "refunds/t1/r1"))!.Position);
        Assert.Equal([("other", 1L), ("s", 3L)], (await _letters.Counts()).Select(c => (c.Key, c.Value)).Order());
    }

    /// <summary>Who clears a stream removes a letter and looks whether it was the last; who delivers parks behind one
    /// or hears that there is none. Whatever the interleaving, none is left behind that both believe the other to
    /// have.</summary>
    [ContractFact]
    public async Task A_letter_parked_while_the_last_one_is_removed_is_seen_by_who_removes()
    {
        for (var round = 0; round < 40; round++)
        {
            var stream = $"refunds/t1/r{round}";
            await _letters.Park(Letter("s", (round * 10) + 1, stream));
            var first = (await _letters.First("s", stream))!;

            var parking = Task.Run(() => _letters.ParkBehind(Letter("s", (round * 10) + 2, stream)));
            var clearing = Task.Run(async () =>
            {
                await _letters.Remove(first.Id);
                return await _letters.First("s", stream);
            });

            Assert.Equal(await parking, await clearing is not null);
        }
    }

    private Task<IReadOnlyList<DeadLetter>> List(DeadLetterFilter filter) => _letters.List(filter, 0, 100);

    private static DeadLetter Letter(string subscriber, long position, string stream = "refunds/t1/1") => new(
        0, subscriber, stream, position, "claim.refund-requested/1", "it broke", 3, 1_700_000_000_000_000);
}

public sealed class Dead_letters_in_memory() : DeadLetterContract(new MemoryUnderTest());

public sealed class Dead_letters_on_sqlite() : DeadLetterContract(new SqliteUnderTest());

[OnPostgres]
public sealed class Dead_letters_on_postgres() : DeadLetterContract(new PostgresUnderTest());
