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

    /// <summary>The same refund stays where the list has it, unfinished again.</summary>
    [ContractFact]
    public async Task A_second_attempt_is_followed_from_the_event_on_that_asks_for_it()
    {
        var record = Refund.Initial;
        await Asked("c1", Noon);
        await Asked("c2", Noon.AddMinutes(5));
        RefundEvent[] first =
        [
            RefundEvents.Requested("c1", Noon), RefundEvents.Seen(RefundStatus.Reserved, Noon),
            RefundEvents.Seen(RefundStatus.Released, Noon, "no"),
            new RefundEvent.Failed("no") { At = Noon, Handled = 1 },
        ];
        record = first.Aggregate(record, (now, @event) => now.Apply(@event));
        await Record("c1", first);
        var second = RefundEvents.Order("c1", "c1", "order-c1") with { Attempt = 2 };
        await Side.Writer().Append(
            "claim", "c1", new PosSaga.Claims.ClaimEvent.RefundRequested(second) { At = Noon.AddMinutes(9) });
        var asked = (await List(new(RefundStatus.Requested))).Single(refund => refund.Id == "c1");
        Assert.Equal((null, null, 2), (asked.Amounts, asked.Failure, asked.Attempt));
        await Side.CaughtUp();
        Assert.Equal(2, (await Side.Get<IUnfinishedRefunds>().OlderThan(TimeSpan.Zero, null, 9, default)).Count);

        foreach (var @event in (RefundEvent[])
            [
                new RefundEvent.OperatorRetried("again", "ops") { At = Noon, Handled = 1 },
                new RefundEvent.Requested(second) { At = Noon.AddMinutes(10), Handled = 2, RefundAttempt = 2 },
                RefundEvents.Seen(RefundStatus.Reserved, Noon.AddMinutes(11)),
            ])
        {
            record = record.Apply(@event);
            await Record("c1", @event);
        }

        Assert.Equal(Text(record.View("c1")), Text((await List(new())).Single(refund => refund.Id == "c1")));
        Assert.Equal("c2 c1", await Ids(new()));
    }

    [ContractFact]
    public async Task Operators_see_how_many_stand_where_and_why()
    {
        foreach (var (id, events) in new (string, RefundEvent[])[]
            {
                ("c1", [new RefundEvent.NeedsOperator("gateway-timeout") { At = Noon, Handled = 1 }]),
                ("c2", [new RefundEvent.NeedsOperator("gateway-timeout") { At = Noon, Handled = 1 }]),
                ("c3", [RefundEvents.Seen(RefundStatus.Rejected, Noon, "nothing-refundable")]),
                ("c4", [new RefundEvent.Completed(new(1)) { At = Noon, Handled = 1 }]),
                ("c5", []),
            })
        {
            await Asked(id, Noon);
            await Record(id, [RefundEvents.Requested(id, Noon), .. events]);
        }

        await Side.CaughtUp();
        var groups = Side.Get<RefundQueries>();
        Assert.Equal(
            [
                (RefundStatus.NeedsOperator, "gateway-timeout", 2L), (RefundStatus.Rejected, "nothing-refundable", 1L),
                (RefundStatus.Requested, null, 1L),
            ],
            (await groups.Groups("t1", new())).Select(group => (group.Status, group.Reason, group.Count)));
        await Side.Writer().Append("refund-payment", "c5", Unanswered(1, TimeProvider.System.GetUtcNow()));
        await Side.CaughtUp();
        Assert.Equal(
            new RefundGroup(RefundStatus.Requested, "gateway-timeout", 1, Noon, true),
            Assert.Single(await groups.Groups("t1", new(Waiting: true))) with { Oldest = Noon });
        Assert.Equal(["c5"], await groups.Ids("t1", new(Reason: "gateway-timeout", Waiting: true), 9));
        Assert.Equal(
            RefundStatus.Completed, Assert.Single(await groups.Groups("t1", new(RefundStatus.Completed))).Status);
        Assert.Equal(
            ["c1", "c2"], await groups.Ids("t1", new(RefundStatus.NeedsOperator, Reason: "gateway-timeout"), 9));
        Assert.Equal(["c1"], await groups.Ids("t1", new(Reason: "gateway-timeout"), 1));
        Assert.Equal(["c1", "c2", "c3", "c5"], await groups.Ids("t1", new(From: Noon, To: Noon.AddMinutes(1)), 9));
        Assert.Empty(await groups.Ids("t1", new(From: Noon.AddMinutes(1)), 9));
        Assert.Empty(await groups.Ids("t2", new(), 9));
        var age = TimeProvider.System.GetUtcNow() - Noon + TimeSpan.FromHours(1);
        Assert.Empty(await groups.Groups("t1", new(OlderThan: age)));
    }

    [ContractFact]
    public async Task They_are_filtered_by_status_and_time_and_come_newest_first()
    {
        for (var i = 0; i < 6; i++)
            await Asked($"c{i}", Noon.AddMinutes(i));
        await Record("c2", RefundEvents.Requested("c2", Noon), RefundEvents.Seen(RefundStatus.Rejected, Noon, "no"));
        await Record(
            "c3", RefundEvents.Requested("c3", Noon), RefundEvents.Seen(RefundStatus.Reserved, Noon),
            RefundEvents.Seen(RefundStatus.Settled, Noon),
            new RefundEvent.Completed(new(1)) { At = Noon, Handled = 1 });
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
            var page = await Side.Get<RefundQueries>().List("t1", new(), after, 3);
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
            "stuck", RefundEvents.Requested("stuck", Noon),
            new RefundEvent.NeedsOperator("x") { At = Noon, Handled = 1 });
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
    public async Task One_that_waits_out_an_outage_says_so_until_it_is_answered()
    {
        var now = TimeProvider.System.GetUtcNow();
        var first = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
        await Asked("c1", Noon);
        await Record("c1", RefundEvents.Requested("c1", Noon));
        await Side.Writer().Append("refund-payment", "c1", Unanswered(1, first), Unanswered(2, first.AddHours(1)));
        var waits = Assert.Single(await List(new(Waiting: true)));
        Assert.Equal(
            (RefundStatus.Requested, new RefundWaiting(first, first.AddHours(2), "gateway-timeout")),
            (waits.Status, waits.Waiting));
        Assert.Equal(new RefundCensus(1, 0), await Side.Get<IRefundCensus>().Now(default));
        // Nobody stands still whose next attempt is still to come.
        Assert.Empty(await Side.Get<IUnfinishedRefunds>().OlderThan(TimeSpan.Zero, null, 9, default));

        await Side.Writer().Append(
            "refund-payment", "c1",
            new RefundPaymentEvent.AttemptFailed(
                RefundPaymentStep.Reserve, 3, "gateway-timeout", new Origin("t1", "x", "c1")) { At = first, Handled = 1 },
            new RefundPaymentEvent.NeedsOperator("unanswered-for-a-day") { At = first, Handled = 1 });
        await Record("c1", new RefundEvent.NeedsOperator("unanswered-for-a-day") { At = first, Handled = 2 });
        Assert.Empty(await List(new(Waiting: true)));
        Assert.Null(Assert.Single(await List(new())).Waiting);
        Assert.Equal(new RefundCensus(0, 1), await Side.Get<IRefundCensus>().Now(default));
        Assert.True(
            Assert.Single(await Side.Get<IUnfinishedRefunds>().OlderThan(TimeSpan.Zero, null, 9, default)).NeedsOperator);
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
        Assert.Single((await Side.Get<RefundQueries>().List("other", new(), null, 9)).Items);
    }

    private static RefundPaymentEvent.AttemptFailed Unanswered(int attempt, DateTimeOffset at) =>
        new(
            RefundPaymentStep.Reserve, attempt, "gateway-timeout", new Origin("t1", "x", "c1"),
            NextAttempt: at.AddHours(1)) { At = at, Handled = 1 };

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
        return (await Side.Get<RefundQueries>().List("t1", filter, null, 50)).Items;
    }

    private async Task<string> Ids(RefundFilter filter) =>
        string.Join(' ', (await List(filter)).Select(refund => refund.Id));

    private static string Text(RefundView view) => JsonSerializer.Serialize(view);
}
