using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>The outbox as it is listed.</summary>
public abstract class NotificationsContract : ReadModelContract
{
    private static readonly DateTimeOffset Noon = EventWriter.Noon;

    [ContractFact]
    public async Task Every_message_is_a_row_newest_first()
    {
        await Told("c1", "claim.created/1", Mail("ann"), new(NotificationChannel.Sms, null, "ann", "Claim received"));
        await Side.Writer().Append(
            "notification", "c1",
            new NotificationEvent.StaffNotified(
                "claim.assigned/1", [new(NotificationChannel.Email, null, "agent-7", "Claim assigned")])
            { At = Noon.AddMinutes(1), Handled = 2 });
        await Told("c2", "claim.closed/1");
        Assert.Equal(
            [
                new(
                    "c1", "claim.assigned/1", NotificationChannel.Email, "agent-7", "agent-7", "Claim assigned",
                    Noon.AddMinutes(1)),
                new("c1", "claim.created/1", NotificationChannel.Sms, "ann", "ann", "Claim received", Noon),
                new(
                    "c1", "claim.created/1", NotificationChannel.Email, "ann@example.com", "ann", "Claim received",
                    Noon),
            ],
            await List(new()));
    }

    [ContractFact]
    public async Task They_are_found_by_address_by_id_and_by_event()
    {
        await Told("c1", "claim.created/1", Mail("ann"));
        await Told("c2", "claim.closed/1", Mail("ann"));
        await Told("c3", "claim.closed/1", new Message(NotificationChannel.Email, null, "ann", "x"));
        await Told("c4", "claim.closed/1", Mail("bob"));
        Assert.Equal("c2 c1", await About(new("ann@example.com")));
        Assert.Equal("c3 c2 c1", await About(new("ann")));
        Assert.Equal("c4 c3 c2", await About(new(Event: "claim.closed/1")));
        Assert.Equal("c2", await About(new("ann@example.com", "claim.closed/1")));
        Assert.Equal("", await About(new("ANN")));
        Assert.Equal("", await About(new(Event: "claim.closed")));
    }

    [ContractFact]
    public async Task Pages_neither_repeat_nor_skip()
    {
        for (var i = 0; i < 6; i++)
            await Told($"c{i}", "claim.created/1", Mail("ann"), Mail("ann"), Mail("ann"));
        await Side.CaughtUp();
        NotificationFilter[] filters = [new(), new("ann"), new("ann@example.com"), new(Event: "claim.created/1")];
        foreach (var filter in filters)
        {
            var seen = new List<NotificationSummary>();
            Cursor? after = null;
            do
            {
                var page = await Side.Get<NotificationQueries>().List("t1", filter, after, 4);
                seen.AddRange(page.Items);
                Assert.True(Cursor.TryParse(page.NextCursor, out after));
            }
            while (after is not null);
            Assert.Equal(await List(filter), seen);
            Assert.Equal(18, seen.Count);
        }
    }

    [ContractFact]
    public async Task An_erased_persons_address_vanishes_for_good_and_what_they_were_told_stays()
    {
        await Told("c1", "claim.created/1", Mail("ann"));
        await Told("c2", "claim.created/1", Mail("bob"));
        await Side.CaughtUp();
        await Side.Get<SubjectKeyRing>().Erase("t1/customer/ann");
        await Eventually.Is(async () => await About(new("ann@example.com")) == "", "the address finds nothing");
        Assert.Null(Assert.Single(await List(new("ann"))).Recipient);
        Assert.Equal("c2", await About(new("bob@example.com")));
        Assert.DoesNotContain("ann@", await Side.Dump("notifications"), StringComparison.Ordinal);

        var erased = await Side.Dump("notifications");
        Assert.Equal("swapped", (await Side.Rebuild(Models.Notifications)).State);
        Assert.Equal(erased, await Side.Dump("notifications"));
        await Again();
        Assert.Equal(erased, await Side.Dump("notifications"));
    }

    [ContractFact]
    public async Task Delivered_again_they_are_the_same_and_a_wrong_one_is_named()
    {
        for (var i = 0; i < 12; i++)
            await Told($"c{i}", "claim.created/1", Mail("ann"), Mail("bob"));
        await Side.CaughtUp();
        var before = await Side.Dump("notifications");
        await Again();
        Assert.Equal(before, await Side.Dump("notifications"));

        await Side.Execute("delete from notifications_g1 where position = 5 and number = 1");
        Assert.Equal(
            "notifications (position = 5, number = 1): only in the rebuilt table.",
            (await Side.Rebuild(Models.Notifications)).Mismatch);
    }

    [ContractFact]
    public async Task A_tenant_sees_no_message_of_another()
    {
        await Side.Writer("other").Append(
            "notification", "c1", new NotificationEvent.CustomerNotified("claim.created/1", [Mail("ann", "other")])
            { At = Noon, Handled = 1 });
        Assert.Empty(await List(new()));
        Assert.Empty(await List(new("ann")));
        Assert.Empty(await List(new("ann@example.com")));
        Assert.Single((await Side.Get<NotificationQueries>().List("other", new("ann@example.com"), null, 9)).Items);
    }

    private async Task Again()
    {
        await Restart(run: false);
        await Side.Execute("update checkpoints set positions = '0,0,0,0,0,0,0,0' where model = 'notifications'");
        await Restart();
        await Side.CaughtUp();
    }

    private static Message Mail(string customer, string tenant = "t1") => new(
        NotificationChannel.Email,
        new Personal<string>($"{tenant}/customer/{customer}", $"{customer}@example.com"), customer,
        "Claim received");

    private Task<long> Told(string id, string about, params Message[] messages) => Side.Writer().Append(
        "notification", id, new NotificationEvent.CustomerNotified(about, messages) { At = Noon, Handled = 1 });

    private async Task<IReadOnlyList<NotificationSummary>> List(NotificationFilter filter)
    {
        await Side.CaughtUp();
        return (await Side.Get<NotificationQueries>().List("t1", filter, null, 50)).Items;
    }

    private async Task<string> About(NotificationFilter filter) =>
        string.Join(' ', (await List(filter)).Select(told => told.About));
}
