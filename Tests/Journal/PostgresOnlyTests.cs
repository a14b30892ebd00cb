using System.Globalization;
using Npgsql;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>What only a database server can do to a journal.</summary>
public abstract partial class OnPostgresOnly(PostgresUnderTest store) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [PostgresFact]
    public async Task Text_that_the_database_refuses_fails_its_append_alone()
    {
        var system = await store.Open();
        var refusedText = Given.Event() with { Data = new byte[] { 0x22, 0xC3, 0x28, 0x22 } };
        var bad = Given.Append(Given.Stream()) with { Events = [refusedText] };
        var good = Enumerable.Range(0, 20).Select(_ => system.Journal.Appended(Given.Stream())).ToList();
        var refused = await Assert.ThrowsAsync<PostgresException>(() => system.Journal.Append(bad));
        Assert.Equal(PostgresErrorCodes.CharacterNotInRepertoire, refused.SqlState);
        await Task.WhenAll(good);
        await system.Journal.Appended(Given.Stream());
    }

    [PostgresFact]
    public async Task A_stream_name_that_the_database_refuses_fails_its_read_alone()
    {
        var system = await store.Open();
        var stream = Given.Stream();
        await system.Journal.Appended(stream);
        var good = Enumerable.Range(0, 20).Select(_ => system.Journal.Read(stream, 0, 10)).ToList();
        await Assert.ThrowsAsync<PostgresException>(() => system.Journal.Read("payment/t1/\0", 0, 10));
        Assert.All(await Task.WhenAll(good), s => Assert.Single(s.Events));
    }

    [PostgresFact]
    public async Task Two_processes_hear_of_each_others_commits_and_share_one_order()
    {
        var (a, b) = (await store.Open(), await store.Open());
        for (var i = 0; i < 20; i++)
        {
            var position = (await (i % 2 == 0 ? a : b).Journal.Appended(Given.Stream())).Position;
            Assert.Equal(i + 1, position);
            await (i % 2 == 0 ? b : a).Feed.WaitBeyond(position - 1, Patience).WaitAsync(Patience);
        }
        Assert.Equal(20, (await a.Feed.All()).Count);
        Assert.Equal(20, (await b.Feed.All(page: 3)).Count);
    }

    [PostgresFact]
    public async Task An_erasure_reaches_the_keys_that_another_process_remembers()
    {
        var (a, b) = (await store.Open(), await store.Open());
        var codec = new EventCodec(new() { Types = { typeof(PersonalDataContract.DeliveryOrdered) } }, b.Keys);
        var text = await codec.Encode(new PersonalDataContract.DeliveryOrdered(
            "o1", new("t1/customer/ada", new("Ada", null))));

        await a.Keys.Erase("t1/customer/ada");

        using var patience = new CancellationTokenSource(Patience);
        while (await codec.Decode("delivery.ordered/1", text, patience.Token)
            is PersonalDataContract.DeliveryOrdered { To.IsErased: false })
            await b.Feed.WaitBeyond(0, TimeSpan.FromMilliseconds(5), patience.Token);
    }

    [PublicReport("JasperFx/marten#3122")]
    [PostgresFact]
    public async Task Foreign_long_transactions_here_and_in_another_database_do_not_stall_the_feed()
    {
        var system = await store.Open();
        var elsewhere = await PrivatePostgres.NewDatabase();
        await using var here = await store.Connect();
        await using var there = new NpgsqlConnection(elsewhere.ConnectionString);
        await there.OpenAsync();
        foreach (var connection in new[] { here, there })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "create table busy (n int); begin; insert into busy values (1);";
            await command.ExecuteNonQueryAsync();
        }

        var position = (await system.Journal.Appended(Given.Stream(), 3)).Position;
        await system.DisposeAsync();
        var other = await store.Open();

        Assert.Equal(position, (await other.Feed.All()).Count);
        await other.Journal.Appended(Given.Stream());
        await other.Feed.WaitBeyond(position, Patience).WaitAsync(Patience);
    }

    [PostgresFact]
    public async Task Starting_reading_and_appending_never_scan_the_events()
    {
        var system = await store.Open();
        for (var i = 0; i < 20; i++)
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => system.Journal.Appended(Given.Stream(), 2)));
        await system.DisposeAsync();

        system = await store.Open();
        var stream = Given.Stream();
        await system.Journal.Appended(stream, 2);
        await system.Journal.Read(stream, 0, 10);
        await system.Feed.Read(1, 10, 10);
        await system.Feed.All();
        await system.DisposeAsync();

        // Statistics arrive when a connection ends: they are complete when they tell of all inserts.
        const string Of = "from pg_stat_user_tables where relname in ('events', 'heads')";
        await Eventually.Is(async () => await Sum("n_tup_ins") >= 4_002, "the statistics of all inserts");
        // Rows, not scans: building an index counts as a scan of the table, which was empty then.
        Assert.Equal(0, await Sum("seq_tup_read"));

        async Task<long> Sum(string column) => Convert.ToInt64(
            await store.Scalar($"select sum({column}) {Of}"), CultureInfo.InvariantCulture);
    }
}

public sealed class PostgresOnlyTests() : OnPostgresOnly(new());
