using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using PosSaga.Journal.Providers;
using PosSaga.Tests.Cluster.Support;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Cluster;

/// <summary>Our statements, through the runtime's own provider.</summary>
public sealed class The_snapshot_store
{
    private static readonly GrainId Order = GrainId.Create("order", "demo/o-1");

    [PostgresFact]
    public async Task What_is_written_is_read_and_may_be_written_again()
    {
        using var silo = await UnstartedSilo.Create();
        var mine = await Read(silo.Storage, "order", Order);
        Assert.False(mine.RecordExists);
        foreach (var version in new[] { 100L, 200L })
        {
            mine.State = Snapshot(version);
            await silo.Storage.WriteStateAsync("order", Order, mine);
            var read = await Read(silo.Storage, "order", Order);
            Assert.Equal((version, 1, true), (read.State!.Version, read.State.Schema, read.RecordExists));
            Assert.Equal(mine.State!.Data, read.State!.Data);
            Assert.Equal(mine.ETag, read.ETag);
        }
    }

    [PostgresFact]
    public async Task Whoever_knows_an_older_one_is_refused_and_changes_nothing()
    {
        using var silo = await UnstartedSilo.Create();
        var (one, other) = (await Read(silo.Storage, "order", Order), await Read(silo.Storage, "order", Order));
        await Write(silo.Storage, one, 100);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(silo.Storage, other, 90));
        var late = await Read(silo.Storage, "order", Order);
        await Write(silo.Storage, one, 200);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(silo.Storage, late, 190));
        Assert.Equal(200, (await Read(silo.Storage, "order", Order)).State!.Version);
    }

    [PostgresFact]
    public async Task One_that_was_cleared_is_not_there_and_can_be_written()
    {
        using var silo = await UnstartedSilo.Create();
        var mine = await Read(silo.Storage, "order", Order);
        await Write(silo.Storage, mine, 100);
        var stale = await Read(silo.Storage, "order", Order);
        await silo.Storage.ClearStateAsync("order", Order, mine);
        Assert.False((await Read(silo.Storage, "order", Order)).RecordExists);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(silo.Storage, stale, 110));
        await Write(silo.Storage, mine, 120);
        Assert.Equal(120, (await Read(silo.Storage, "order", Order)).State!.Version);
    }

    // The provider keeps a state under its name and the grain's key, without the grain's type.
    [PostgresFact]
    public async Task A_payment_and_an_order_of_one_id_are_kept_apart_by_the_name()
    {
        using var silo = await UnstartedSilo.Create();
        var payment = GrainId.Create("payment", "demo/o-1");
        await Write(silo.Storage, await Read(silo.Storage, "order", Order), 100);
        Assert.False((await Read(silo.Storage, "payment", payment)).RecordExists);
    }

    private static async Task<GrainState<StreamSnapshot>> Read(IGrainStorage storage, string name, GrainId grain)
    {
        var state = new GrainState<StreamSnapshot>(new StreamSnapshot());
        await storage.ReadStateAsync(name, grain, state);
        return state;
    }

    private static Task Write(IGrainStorage storage, GrainState<StreamSnapshot> state, long version)
    {
        state.State = Snapshot(version);
        return storage.WriteStateAsync("order", Order, state);
    }

    private static StreamSnapshot Snapshot(long version) =>
        new() { Version = version, Schema = 1, Data = [1, 2, (byte)version] };
}
