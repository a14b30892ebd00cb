using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>Idempotency keys: answered once per stream, for as long as the stream lives.</summary>
public abstract class KeyContract(JournalUnderTest store) : IAsyncLifetime
{
    private JournalSystem _system = null!;

    private IEventJournal Journal => _system.Journal;

    public async Task InitializeAsync() => _system = await store.Open();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public async Task A_key_is_answered_where_it_was_answered_first()
    {
        var stream = Given.Stream();
        var first = await Journal.Appended(Given.Append(stream, events: 2).With("k1", "print"));

        var again = await Journal.Append(Given.Append(stream, first.Head).With("k1", "other"));

        Assert.Equal(new AppendResult.KeyAnswered(first.Position - 1, 1, "print"), again);
        Assert.Equal(again, await Journal.FindKey(stream, "k1"));
        Assert.Null(await Journal.FindKey(stream, "k2"));
        Assert.Null(await Journal.FindKey(Given.Stream(), "k1"));
        Assert.Equal(first.Head, (await Journal.Read(stream, 0, 1)).Head);
    }

    [ContractFact]
    public async Task A_key_is_answered_even_to_a_caller_with_an_old_head()
    {
        var stream = Given.Stream();
        await Journal.Appended(Given.Append(stream).With("k1"));
        Assert.IsType<AppendResult.KeyAnswered>(await Journal.Append(Given.Append(stream).With("k1")));
    }

    [ContractFact]
    public async Task The_same_key_in_another_stream_is_another_key()
    {
        await Journal.Appended(Given.Append(Given.Stream()).With("k1"));
        await Journal.Appended(Given.Append(Given.Stream()).With("k1"));
    }

    [ContractFact]
    public async Task Calls_that_share_an_append_have_each_their_key_and_event()
    {
        var stream = Given.Stream();
        var first = await Journal.Appended(Given.Append(stream, events: 3).With("a").With("b", "fb", answeredBy: 2));

        Assert.Equal(new AppendResult.KeyAnswered(first.Position - 2, 1, "f"), await Journal.FindKey(stream, "a"));
        Assert.Equal(new AppendResult.KeyAnswered(first.Position, 3, "fb"), await Journal.FindKey(stream, "b"));

        // One answered key refuses all, wherever it stands among the new ones.
        foreach (var keys in (string[][])[["b", "new"], ["new", "b"]])
        {
            var request = keys.Aggregate(Given.Append(stream, first.Head), (r, key) => r.With(key));
            Assert.Equal(new AppendResult.KeyAnswered(first.Position, 3, "fb"), await Journal.Append(request));
        }
        Assert.Null(await Journal.FindKey(stream, "new"));
    }

    [ContractFact]
    public async Task Two_callers_with_one_key_at_once_are_one_append_and_one_answer()
    {
        var stream = Given.Stream();
        var results = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Journal.Append(Given.Append(stream).With("k"))));
        Assert.Single(results.OfType<AppendResult.Appended>());
        Assert.Equal(9, results.OfType<AppendResult.KeyAnswered>().Count());
    }

    [ContractFact]
    public async Task A_refusal_is_the_answer_of_its_key_where_there_was_none()
    {
        var stream = Given.Stream();
        Assert.Null(await Journal.RefuseKey(stream, new AppendKey("k", "f"), "no"));
        Assert.Null(await Journal.FindKey(stream, "k"));
        var first = await Journal.Appended(Given.Append(stream).With("done", "f"));

        var refused = await Journal.RefuseKey(stream, new AppendKey("k", "f"), "no");

        Assert.Equal(new AppendResult.KeyAnswered(0, 0, "f", "no"), refused);
        Assert.Equal(refused, await Journal.FindKey(stream, "k"));
        Assert.Equal(refused, await Journal.RefuseKey(stream, new AppendKey("k", "g"), "never"));
        Assert.IsType<AppendResult.KeyAnswered>(await Journal.Append(Given.Append(stream, first.Head).With("k")));
        var done = await Journal.RefuseKey(stream, new AppendKey("done", "f"), "no");
        Assert.Equal(new AppendResult.KeyAnswered(first.Position, 1, "f"), done);
    }

    [ContractFact]
    public async Task The_same_append_sent_again_is_the_same_success_not_a_repeated_key()
    {
        var stream = Given.Stream();
        var request = Given.Append(stream, events: 2).With("k");
        var first = await Journal.Appended(request);
        await Journal.Appended(Given.Append(stream, first.Head));

        Assert.Equal(first, await Journal.Append(request));
        Assert.Equal(3, (await _system.Feed.All()).Count);
    }
}

public sealed class Keys_in_memory() : KeyContract(new MemoryUnderTest());

public sealed class Keys_on_sqlite() : KeyContract(new SqliteUnderTest());

[OnPostgres]
public sealed class Keys_on_postgres() : KeyContract(new PostgresUnderTest());
