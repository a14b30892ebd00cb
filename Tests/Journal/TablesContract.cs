using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>The small tables beside the events.</summary>
public abstract class TablesContract(JournalUnderTest store) : IAsyncLifetime
{
    private JournalSystem _system = null!;

    public async Task InitializeAsync() => _system = await store.Open();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public async Task A_checkpoint_moves_only_from_where_it_is()
    {
        var checkpoints = _system.Checkpoints;
        Assert.Equal(0, await checkpoints.Get("orders/3"));
        Assert.True(await checkpoints.Move("orders/3", 0, 5));
        Assert.False(await checkpoints.Move("orders/3", 0, 9));
        Assert.True(await checkpoints.Move("orders/3", 5, 9));
        Assert.False(await checkpoints.Move("orders/3", 5, 12));
        Assert.Equal(9, await checkpoints.Get("orders/3"));
        Assert.Equal(0, await checkpoints.Get("orders/4"));
    }

    [ContractFact]
    public async Task Of_many_who_move_a_checkpoint_at_once_one_succeeds()
    {
        for (var from = 0; from < 3; from++)
        {
            var at = from;
            var moved = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => _system.Checkpoints.Move("c", at, at + 1)));
            Assert.Single(moved, m => m);
        }
    }

    [ContractFact]
    public async Task A_lease_has_one_holder_who_may_renew_and_release_it()
    {
        var (leases, long_) = (_system.Leases, TimeSpan.FromMinutes(5));
        Assert.True(await leases.TryHold("watchdog", "a", long_));
        Assert.False(await leases.TryHold("watchdog", "b", long_));
        Assert.True(await leases.TryHold("watchdog", "a", long_));
        Assert.True(await leases.TryHold("other", "b", long_));
        await leases.Release("watchdog", "b");
        Assert.False(await leases.TryHold("watchdog", "b", long_));
        await leases.Release("watchdog", "a");
        Assert.True(await leases.TryHold("watchdog", "b", long_));
    }

    [ContractFact]
    public async Task A_lease_that_is_not_renewed_falls_to_another()
    {
        Assert.True(await _system.Leases.TryHold("watchdog", "a", TimeSpan.FromMicroseconds(1)));
        await Eventually.Is(() => _system.Leases.TryHold("watchdog", "b", TimeSpan.FromMinutes(5)), "the lease");
    }

    [ContractFact]
    public async Task Of_two_snapshots_the_one_of_the_higher_version_stays()
    {
        var snapshots = _system.Snapshots;
        Assert.Null(await snapshots.Read("payment/t1/1"));
        await snapshots.Write(new("payment/t1/1", 200, 1, new byte[] { 2 }));
        await snapshots.Write(new("payment/t1/1", 100, 1, new byte[] { 1 }));
        Assert.Equal((200L, (byte)2), await Kept());
        await snapshots.Write(new("payment/t1/1", 300, 2, new byte[] { 3 }));
        Assert.Equal((300L, (byte)3), await Kept());
        await snapshots.Remove("payment/t1/1");
        Assert.Null(await snapshots.Read("payment/t1/1"));

        async Task<(long, byte)> Kept()
        {
            var row = (await snapshots.Read("payment/t1/1"))!;
            return (row.Version, Assert.Single(row.Data.ToArray()));
        }
    }
}

public sealed class Tables_in_memory() : TablesContract(new MemoryUnderTest());

public sealed class Tables_on_sqlite() : TablesContract(new SqliteUnderTest());

[OnPostgres]
public sealed class Tables_on_postgres() : TablesContract(new PostgresUnderTest());
