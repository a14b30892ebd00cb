using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>What is there after the process was not.</summary>
public abstract class RestartContract(DatabaseUnderTest store) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public async Task Everything_is_still_there()
    {
        var stream = Given.Stream();
        var system = await store.Open();
        var appended = await system.Journal.Appended(Given.Append(stream, events: 3).With("k"));
        await system.Checkpoints.Move("c", 0, 2);
        await system.DisposeAsync();

        system = await store.Open();

        Assert.Equal(appended.Head, (await system.Journal.Read(stream, 0, 10)).Head);
        Assert.NotNull(await system.Journal.FindKey(stream, "k"));
        Assert.Equal(2, await system.Checkpoints.Get("c"));
        Assert.Equal(3, (await system.Feed.All()).Count);
        Assert.Equal(4, (await system.Journal.Appended(Given.Stream())).Position);
    }

    [ContractFact]
    public async Task Another_number_of_partitions_is_refused_by_name()
    {
        await (await store.Open(o => o.Partitions = 4)).DisposeAsync();
        var refused = await Assert.ThrowsAsync<JournalConfigurationException>(() => store.Open(o => o.Partitions = 8));
        Assert.Contains("4 partitions", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Journal:Partitions", refused.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Another_master_key_does_not_open_the_keys_of_persons()
    {
        var system = await store.Open(o => o.MasterKey = Convert.ToBase64String(new byte[32]));
        var ordered = new PersonalDataContract.DeliveryOrdered("o1", new("t1/customer/ada", new("Ada", null)));
        var text = await Codec(system).Encode(ordered);
        await system.DisposeAsync();

        system = await store.Open();

        await Assert.ThrowsAsync<JournalCorruptException>(
            async () => await Codec(system).Decode("delivery.ordered/1", text));
    }

    private static EventCodec Codec(JournalSystem system) =>
        new(new() { Types = { typeof(PersonalDataContract.DeliveryOrdered) } }, system.Keys);
}

public sealed class Restart_on_sqlite() : RestartContract(new SqliteUnderTest());

[OnPostgres]
public sealed class Restart_on_postgres() : RestartContract(new PostgresUnderTest());
