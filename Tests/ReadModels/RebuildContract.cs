using PosSaga.Inventory;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>A rebuild makes the same rows, beside the old ones, while the world goes on.</summary>
public abstract partial class RebuildContract : ReadModelContract
{
    private static readonly string[] All =
    [
        Models.Orders, Models.Stock, Models.Catalogue, Models.JournalIndex, Models.Claims, Models.Refunds,
        Models.Notifications, Models.Tills, Models.Sales,
    ];

    [PublicReport("ecotoneframework/ecotone-dev#253")]
    [PublicReport("spatie/laravel-event-sourcing#169")]
    [ContractFact]
    public async Task A_rebuild_under_writes_gives_the_same_rows_and_goes_live()
    {
        await SomeHistory();
        await Side.CaughtUp();
        var writes = Task.Run(async () =>
        {
            var writer = Side.Writer();
            for (var i = 0; i < 60; i++)
                await writer.Sale($"during{i}", "2");
        });
        foreach (var model in All)
            Assert.Equal("swapped", (await Side.Rebuild(model)).State);
        await writes;
        await Side.CaughtUp();

        var orders = await Side.Get<OrderQueries>().List("t1", new OrderFilter(StoreId: "2"), null, 200);
        Assert.Equal(60, orders.Items.Count);
        // And again: what is live now is itself equal to what the journal says.
        Assert.Equal("swapped", (await Side.Rebuild(Models.Orders)).State);
        Assert.Equal("swapped", (await Side.Rebuild(Models.JournalIndex)).State);
    }

    [ContractFact]
    public async Task A_wrong_row_stops_the_swap_and_is_named()
    {
        await SomeHistory();
        await Side.CaughtUp();
        await Side.Execute("update orders_g1 set total = 1 where id = 'o3'");
        var rebuild = await Side.Rebuild(Models.Orders);
        Assert.Equal("mismatch", rebuild.State);
        Assert.Equal("orders (tenant = 't1', id = 'o3'): total is 1, rebuilt 2067.", rebuild.Mismatch);
        Assert.Contains("|1|", await Side.Dump("orders"), StringComparison.Ordinal);

        Assert.Equal("swapped", (await Side.Rebuild(Models.Orders, force: true)).State);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Orders)).State);
    }

    [ContractFact]
    public async Task A_missing_row_stops_the_swap_and_is_named()
    {
        await SomeHistory();
        await Side.CaughtUp();
        await Side.Execute("delete from stock_g1 where sku = 'tea'");
        var rebuild = await Side.Rebuild(Models.Stock);
        Assert.Equal(
            "stock (tenant = 't1', store_id = '1', sku = 'tea'): only in the rebuilt table.", rebuild.Mismatch);
    }

    [ContractFact]
    public async Task What_an_interrupted_rebuild_left_is_cleared_by_the_next()
    {
        await SomeHistory();
        await Side.CaughtUp();
        var left = Side.Get<ReadModelSet>().Find(Models.Orders)!;
        await new Generations(Side.Get<IReadStore>())
            .Create(left.Projection, 2, live: false, left.Partitions, default);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Orders)).State);
    }

    [ContractFact]
    public async Task A_projection_that_does_not_exist_is_not_rebuilt() =>
        Assert.Equal(RebuildRequest.UnknownProjection, await Side.Get<ProjectionRebuilds>().Start("nonsense"));

    private async Task SomeHistory()
    {
        var writer = Side.Writer();
        await writer.Product("tea", "Thé vert");
        await writer.Stock("1", "tea", new StockEvent.Received(1_000, "first"));
        for (var i = 0; i < 20; i++)
            await writer.Sale($"o{i}");
        await writer.Till("1", "r1");
        await writer.TillSale("t1", sold: true);
        await writer.TillSale("t2", sold: false);
    }
}
