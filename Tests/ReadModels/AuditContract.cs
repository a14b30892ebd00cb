using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>An audit over many events finds what is rare without reading all of them.</summary>
public abstract class AuditContract : ReadModelContract
{
    private const string Type = "stock.received/1";

    [ContractFact]
    public async Task What_is_asked_for_is_found_wherever_it_lies()
    {
        await Crowded("carl", "dora");
        AuditFilter[] filters =
        [
            new(), new(Actor: "carl"), new(Actor: "nobody"), new(Event: Type), new(Event: "stock.adjusted/1"),
            new(Actor: "dora", Event: Type), new(Actor: "dora", Event: "order.shipped/1"),
            new(From: EventWriter.Noon, To: EventWriter.Noon.AddSeconds(1)), new(To: EventWriter.Noon),
            new(Actor: "carl", From: EventWriter.Noon), new(From: DateTimeOffset.MinValue, To: DateTimeOffset.MaxValue),
        ];
        var all = await All(new AuditFilter());
        Assert.Equal(await Head() - 1, all.Count);
        foreach (var filter in filters)
            Assert.Equal(all.Where(entry => Fits(entry, filter)), await All(filter));
    }

    [ContractFact]
    public async Task Only_stretches_that_may_hold_it_are_read()
    {
        await Crowded("carl", "dora");
        const string Blocks = "select count(*) from journal_blocks";
        Assert.Equal(1, await Count($"{Blocks} where facet = {(int)Facet.Actor} and value = {TextHash.Short("carl")}"));
        Assert.Equal(
            (await Head() / IndexBlock.Positions) + 1,
            await Count(
                $"{Blocks} where facet = {(int)Facet.Type} and value = {TextHash.Short(Type)} "
                + $"and tenant = {TextHash.Short("t1")}"));
        // Where nothing is noted of him nobody looks for him, though his events are in the index.
        await Side.Execute($"delete from journal_blocks_g1 where value = {TextHash.Short("carl")}");
        Assert.Empty(await All(new AuditFilter(Actor: "carl")));
        Assert.NotEmpty(await All(new AuditFilter(Actor: "dora")));
    }

    [ContractFact]
    public async Task An_index_of_an_earlier_version_is_read_whole_until_it_is_made_anew()
    {
        await Side.Writer().Sale("o1");
        await Side.CaughtUp();
        await Side.Execute("update generations set schema_version = 1 where model = 'journal-index'");
        await Side.Execute("delete from journal_blocks_g1");
        Assert.Equal(9, (await All(new AuditFilter())).Count);
        Assert.Equal("swapped", (await Side.Rebuild(Models.JournalIndex)).State);
        Assert.Equal(9, (await All(new AuditFilter())).Count);
        Assert.NotEqual(0, await Count("select count(*) from journal_blocks"));
    }

    /// <summary>Two and a half blocks of one actor's events; each of the others has two somewhere among them, and
    /// another tenant has one.</summary>
    private async Task Crowded(params string[] others)
    {
        var codec = Side.Get<IEventCodec>();
        var crowd = Side.Writer();
        object received = new StockEvent.Received(1, "r");
        await Side.Writer("other").Stock("1", "tea", new StockEvent.Received(1, "r"));
        for (var i = 0; i < 5; i++)
        {
            await crowd.Stock("1", $"sku-{i}", [.. Enumerable.Repeat(received, IndexBlock.Positions / 2)]);
            if (i % 2 == 0 && i / 2 < others.Length)
                await new EventWriter(Side.Journal, codec, "t1") { Actor = others[i / 2] }
                    .Stock("2", $"sku-{i}", new StockEvent.Received(1, "r"), new StockEvent.Adjusted(-1, "broken"));
        }
        await Side.CaughtUp();
    }

    private static bool Fits(AuditEntry entry, AuditFilter filter) =>
        (filter.Actor is null || entry.Actor == filter.Actor) && (filter.Event is null || entry.Event == filter.Event)
        && (filter.From is null || entry.At >= filter.From) && (filter.To is null || entry.At < filter.To);

    private async Task<List<AuditEntry>> All(AuditFilter filter)
    {
        var all = new List<AuditEntry>();
        Cursor? after = null;
        do
        {
            var page = await Side.Get<AuditQueries>().List("t1", filter, after, 3_000);
            all.AddRange(page.Items);
            Assert.True(Cursor.TryParse(page.NextCursor, out after));
        }
        while (after is not null);
        return all;
    }

    private Task<long> Head() => Side.Get<IJournalFeed>().Head();

    private async Task<long> Count(string sql)
    {
        await using var connection = await Side.Connect();
        return await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, sql);
    }
}

public sealed class AuditOnSqlite : AuditContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class AuditOnPostgres : AuditContract
{
    protected override Task<string> NewDatabase() => Postgres();
}
