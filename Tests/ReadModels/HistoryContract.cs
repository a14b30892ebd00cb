using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Timelines, audit and freshness.</summary>
public abstract class HistoryContract : ReadModelContract
{
    [ContractFact]
    public async Task A_timeline_holds_every_stream_of_its_correlation_causes_first()
    {
        var writer = Side.Writer();
        await writer.Caused("stock", "1/tea", "o1", "order-saga/t1/o1@1", new StockEvent.Received(1, "caused"));
        await writer.Caused("order-saga", "o1", "o1", null, writer.Started(EventWriter.Noon));
        await writer.Caused("order", "o1", "o1", "order-saga/t1/o1@1", new OrderEvent.Shipped());
        await writer.Sale("o2");
        await Side.CaughtUp();
        var timeline = await Side.Get<TimelineQueries>().Of("t1", "o1", null, 50);
        Assert.Equal(
            ["order-saga.started/1", "stock.received/1", "order.shipped/1"],
            timeline.Entries.Select(entry => entry.Event));
        Assert.Equal("caused", timeline.Entries[1].Data.GetProperty("reference").GetString());
    }

    [ContractFact]
    public async Task A_timeline_that_is_too_long_for_one_answer_says_where_it_goes_on()
    {
        var seven = Enumerable.Range(1, 7).Select(i => new StockEvent.Received(1, $"{i}"));
        await Side.Writer().Stock("1", "tea", [.. seven]);
        await Side.CaughtUp();
        var versions = new List<long>();
        Cursor? after = null;
        do
        {
            var part = await Side.Get<TimelineQueries>().Of("t1", "1/tea", after, 3);
            Assert.True(part.Entries.Count <= 3);
            versions.AddRange(part.Entries.Select(entry => entry.Version));
            Assert.True(Cursor.TryParse(part.NextCursor, out after));
            Assert.True(after is null || TimelineQueries.IsOurs(after));
        }
        while (after is not null);
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7], versions);
    }

    [ContractFact]
    public async Task A_timeline_shows_a_person_in_clear_and_after_erasure_says_so()
    {
        var writer = Side.Writer();
        await writer.Append(
            "order-saga", "o1", writer.Started(EventWriter.Noon, "ann", new Contact("Ann", "ann@example.org")));
        await Side.CaughtUp();
        Assert.Equal("ann@example.org", (await Contact()).GetProperty("email").GetString());
        await Side.Get<SubjectKeyRing>().Erase("t1/customer/ann");
        Assert.Equal("erased", (await Contact()).GetString());

        async Task<System.Text.Json.JsonElement> Contact() =>
            (await Side.Get<TimelineQueries>().Of("t1", "o1", null, 50)).Entries[0].Data.GetProperty("contact");
    }

    [ContractFact]
    public async Task The_audit_finds_by_actor_event_and_stream_page_by_page()
    {
        var writer = Side.Writer();
        await writer.Sale("o1");
        var agent = new EventWriter(Side.Journal, Side.Get<IEventCodec>(), "t1") { Actor = "demo-agent" };
        await agent.Append("order", "o1", new OrderEvent.Shipped());
        await Side.CaughtUp();
        Assert.Equal("order.shipped/1", Assert.Single((await Audit(new(Actor: "demo-agent"))).Items).Event);
        Assert.Equal("demo-agent", Assert.Single((await Audit(new(Event: "order.shipped/1"))).Items).Actor);
        Assert.Empty((await Audit(new(From: EventWriter.Noon.AddDays(1)))).Items);
        Assert.Equal([2L, 1], (await Audit(new(Stream: "order/t1/o1"))).Items.Select(entry => entry.Version));

        var all = (await Audit(new())).Items;
        Assert.Equal(10, all.Count);
        Assert.Equal(all, await Paged(new AuditFilter()));
        var saga = (await Audit(new(Stream: "order-saga/t1/o1"))).Items;
        Assert.Equal(saga, await Paged(new AuditFilter(Stream: "order-saga/t1/o1")));
    }

    [ContractFact]
    public async Task A_cursor_beyond_a_streams_end_begins_at_its_end()
    {
        await Side.Writer().Sale("o1");
        await Side.CaughtUp();
        var filter = new AuditFilter(Stream: "order-saga/t1/o1");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var page = await Task.Run(() => Side.Get<AuditQueries>().List(
            "t1", filter, new Cursor(long.MaxValue, "v"), 50, patience.Token));
        Assert.Equal((await Audit(filter)).Items, page.Items);
    }

    [ContractFact]
    public async Task Freshness_is_told_as_soon_as_the_model_holds_the_write()
    {
        var position = await Side.Writer().Stock("1", "tea", new StockEvent.Received(3, "r"));
        Assert.True(await Side.Get<ReadModelFreshness>().WaitUntil(position, TimeSpan.FromSeconds(10), Models.Stock));
        Assert.Equal(3, (await Side.Get<StockQueries>().List("t1", "1", false, null, 5)).Items[0].OnHand);
        Assert.False(await Side.Get<ReadModelFreshness>().WaitUntil(position + 1, TimeSpan.FromMilliseconds(50)));
    }

    [ContractFact]
    public async Task A_paused_projection_is_not_fresh_until_it_goes_on()
    {
        await Side.CaughtUp();
        Side.Get<ProjectionControl>().Pause();
        // A batch that was begun before the pause may still take this one.
        var first = await Side.Writer().Stock("1", "tea", new StockEvent.Received(3, "r"));
        await Side.Get<ReadModelFreshness>().WaitUntil(first, TimeSpan.FromMilliseconds(100));
        var position = await Side.Writer().Stock("2", "tea", new StockEvent.Received(3, "r"));
        Assert.False(await Side.Get<ReadModelFreshness>().WaitUntil(position, TimeSpan.FromMilliseconds(200)));
        Assert.Equal(ProjectionState.Paused, (await Side.Status(Models.Stock)).State);
        Side.Get<ProjectionControl>().Resume();
        Assert.True(await Side.Get<ReadModelFreshness>().WaitUntil(position, TimeSpan.FromSeconds(10)));
    }

    private Task<Page<AuditEntry>> Audit(AuditFilter filter, Cursor? after = null, int limit = 50) =>
        Side.Get<AuditQueries>().List("t1", filter, after, limit);

    private async Task<List<AuditEntry>> Paged(AuditFilter filter)
    {
        var all = new List<AuditEntry>();
        Cursor? after = null;
        do
        {
            var page = await Audit(filter, after, 3);
            all.AddRange(page.Items);
            Assert.True(Cursor.TryParse(page.NextCursor, out after));
            Assert.True(after is null || filter.IsOurs(after));
        }
        while (after is not null);
        return all;
    }
}
