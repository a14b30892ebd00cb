using System.Text.Json;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Refunds as lists and the watchdog see them.</summary>
public abstract class RefundsContract : ReadModelContract
{
    private static readonly DateTimeOffset Noon = EventWriter.Noon;

    [ContractFact]
    public async Task One_is_there_from_the_event_that_asks_for_it()
    {
        await Asked("c1", Noon);
        await Side.Writer().Append("order", "o1", RefundEvents.Cancelled("t1", "o1"));
        var both = (await List(new())).ToDictionary(refund => refund.Id);
        Assert.Equal(
            ("c1", "order-c1", RefundStatus.Requested), (both["c1"].ClaimId, both["c1"].OrderId, both["c1"].Status));
        Assert.Equal((null, "o1"), (both["o1"].ClaimId, both["o1"].OrderId));
        Assert.Equal(2, both["o1"].Lines.Count);
        Assert.Equal([new RefundStep(RefundStatus.Requested, Noon)], both["c1"].Steps);
        Assert.Equal((null, null, 0L), (both["c1"].Amounts, both["c1"].Failure, both["c1"].Version));
    }

    [ContractFact]
    public async Task The_list_says_after_every_event_what_the_record_says()
    {
        var random = new Random(7);
        for (var i = 0; i < 12; i++)
        {
            var (id, record) = ($"c{i}", Refund.Initial);
            await Asked(id, Noon);
            foreach (var @event in RefundEvents.SomeWay(id, random, Noon.AddMinutes(1)))
            {
                record = record.Apply(@event);
                await Side.Writer().Append("refund", id, @event);
                var listed = (await List(new())).Single(refund => refund.Id == id);
                Assert.Equal(Text(record.View(id)), Text(listed));
            }
        }
    }

    [ContractFact]
    public async Task They_are_filtered_by_status_and_time_and_come_newest_first()
    {
        for (var i = 0; i < 6; i++)
            await Asked($"c{i}", Noon.AddMinutes(i));
        await Record("c2", RefundEvents.Requested("c2", Noon), RefundEvents.Seen(RefundStatus.Rejected, Noon, "no"));
        await Record(
            "c3", RefundEvents.Requested("c3", Noon), RefundEvents.Seen(RefundStatus.Reserved, Noon),
            RefundEvents.Seen(RefundStatus.Settled, Noon), new RefundEvent.Completed(new(1)) { At = Noon, Handled = 1 });
        Assert.Equal("c5 c4 c3 c2 c1 c0", await Ids(new()));
        Assert.Equal("c5 c4 c1 c0", await Ids(new(RefundStatus.Requested)));
        Assert.Equal("c2", await Ids(new(RefundStatus.Rejected)));
        Assert.Equal("c3", await Ids(new(RefundStatus.Completed)));
        Assert.Equal("c4 c3 c2", await Ids(new(From: Noon.AddMinutes(2), To: Noon.AddMinutes(5))));
        Assert.Equal("c4", await Ids(new(RefundStatus.Requested, Noon.AddMinutes(2), Noon.AddMinutes(5))));
    }

    [ContractFact]
    public async Task Pages_neither_repeat_nor_skip_while_refunds_come_in()
    {
        // Four at each moment: then the id decides.
        for (var i = 0; i < 20; i++)
            await Asked($"c{i:00}", Noon.AddMinutes(i / 4));
        var (before, seen) = (await Ids(new()), new List<string>());
        Cursor? after = null;
        do
        {
            var page = await Side.Get<IRefundQueries>().List("t1", new(), after, 3);
            seen.AddRange(page.Items.Select(refund => refund.Id));
            await Asked($"n{seen.Count}", Noon.AddHours(1));
            await Side.CaughtUp();
            Assert.True(Cursor.TryParse(page.NextCursor, out after));
        }
        while (after is not null);
        Assert.Equal(before, string.Join(' ', seen));
    }

    [ContractFact]
    public async Task The_watchdog_finds_those_that_are_not_over()
    {
        await Asked("asked", Noon);
        await Asked("stuck", Noon);
        await Record(
            "stuck", RefundEvents.Requested("stuck", Noon), new RefundEvent.NeedsOperator("x") { At = Noon, Handled = 1 });
        await Asked("over", Noon);
        await Record("over", RefundEvents.Requested("over", Noon), RefundEvents.Seen(RefundStatus.Rejected, Noon, "no"),
            new RefundEvent.Failed("no") { At = Noon, Handled = 1 });
        await Side.CaughtUp();
        var unfinished = Side.Get<IUnfinishedRefunds>();
        var found = await unfinished.OlderThan(TimeSpan.FromSeconds(5), null, 9, default);
        Assert.Equal(
            [new(new("t1", "asked"), Noon, false), new(new("t1", "stuck"), Noon, true)], found);
        Assert.Equal([found[1]], await unfinished.OlderThan(TimeSpan.FromSeconds(5), found[0].Key, 9, default));
        Assert.Equal([found[0]], await unfinished.OlderThan(TimeSpan.FromSeconds(5), null, 1, default));
        var age = TimeProvider.System.GetUtcNow() - Noon + TimeSpan.FromHours(1);
        Assert.Empty(await unfinished.OlderThan(age, null, 9, default));
    }

    [ContractFact]
    public async Task Delivered_again_they_are_the_same()
    {
        var before = await SomeRefunds();
        await Restart(run: false);
        await Side.Execute("update checkpoints set positions = '0,0,9,0,30,0,11,2' where model = 'refunds'");
        await Restart();
        await Side.CaughtUp();
        Assert.Equal(before, await Side.Dump("refunds"));
    }

    [ContractFact]
    public async Task A_rebuild_makes_the_same_and_a_wrong_one_is_named()
    {
        var before = await SomeRefunds();
        await Side.Execute("update refunds_g1 set amount = 7 where id = 'c3'");
        Assert.StartsWith(
            "refunds (tenant = 't1', id = 'c3'): amount is 7, rebuilt ", (await Side.Rebuild(Models.Refunds)).Mismatch,
            StringComparison.Ordinal);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Refunds, force: true)).State);
        Assert.Equal(before, await Side.Dump("refunds"));
    }

    [ContractFact]
    public async Task A_tenant_sees_no_refund_of_another()
    {
        await Side.Writer("other").Append("claim", "c1", RefundEvents.AskedByClaim("c1", Noon));
        Assert.Empty(await List(new()));
        Assert.Single((await Side.Get<IRefundQueries>().List("other", new(), null, 9)).Items);
    }

    private Task<long> Asked(string id, DateTimeOffset at) =>
        Side.Writer().Append("claim", id, RefundEvents.AskedByClaim(id, at));

    private async Task<string> SomeRefunds()
    {
        var random = new Random(11);
        for (var i = 0; i < 10; i++)
        {
            await Asked($"c{i}", Noon);
            await Record($"c{i}", [.. RefundEvents.SomeWay($"c{i}", random, Noon)]);
        }
        await Side.CaughtUp();
        return await Side.Dump("refunds");
    }

    private Task<long> Record(string id, params RefundEvent[] events) => Side.Writer().Append("refund", id, events);

    private async Task<IReadOnlyList<RefundView>> List(RefundFilter filter)
    {
        await Side.CaughtUp();
        return (await Side.Get<IRefundQueries>().List("t1", filter, null, 50)).Items;
    }

    private async Task<string> Ids(RefundFilter filter) =>
        string.Join(' ', (await List(filter)).Select(refund => refund.Id));

    private static string Text(RefundView view) => JsonSerializer.Serialize(view);
}
