using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Claims that the watchdog must find: those that owe their order something, or want something of
/// it.</summary>
public abstract class UnfinishedClaimsContract : ReadModelContract
{
    private static readonly DateTimeOffset Noon = EventWriter.Noon;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private IUnfinishedClaims Unfinished => Side.Get<IUnfinishedClaims>();

    [ContractFact]
    public async Task Whoever_has_an_errand_is_found_until_it_is_done()
    {
        await Says("c", false, Created(order: null), new ClaimEvent.Closed { At = Noon });
        await Says("c1", true, Opening());
        await Says("c1", true, NotOpened());
        await Says("c1", false, new ClaimEvent.PiecesLetGo { At = Noon });
        await Says("c2", true, Opening());
        await Says("c2", true, Created());
        await Says("c2", false, Enriched());
        await Says("c2", true, new ClaimEvent.Closed { At = Noon });
        await Says("c2", false, new ClaimEvent.PiecesLetGo { At = Noon });
        await Says("c2", true, new ClaimEvent.Reopened(Text("It went out again.")) { At = Noon });
        await Says("c2", true, new ClaimEvent.EnrichmentRefused("Taken.") { At = Noon });
        await Says("c2", false, new ClaimEvent.PiecesLetGo { At = Noon });
    }

    [ContractFact]
    public async Task Pieces_that_are_paid_for_are_nobodys_errand_and_those_of_a_failed_refund_are()
    {
        await Says("paid", false, Created(), Enriched(), Asked("paid"), Moved(RefundStatus.Settled));
        await Says("paid", false, new ClaimEvent.Closed { At = Noon });
        await Says("failed", false, Created(), Enriched(), Asked("failed"), new ClaimEvent.Closed { At = Noon });
        await Says("failed", true, Moved(RefundStatus.Failed));
    }

    [ContractFact]
    public async Task They_come_in_the_order_of_their_keys_page_by_page()
    {
        foreach (var (tenant, id) in new[] { ("t2", "a"), ("t1", "b"), ("t1", "c"), ("t1", "a"), ("t10", "a") })
            await Side.Writer(tenant).Append("claim", id, Opening());
        await Side.CaughtUp();
        var found = new List<ClaimKey>();
        for (var page = await Unfinished.OlderThan(Age, null, 2, default); page.Count > 0;)
        {
            Assert.True(page.Count <= 2);
            found.AddRange(page);
            page = await Unfinished.OlderThan(Age, page[^1], 2, default);
        }
        Assert.Equal([new("t1", "a"), new("t1", "b"), new("t1", "c"), new("t10", "a"), new("t2", "a")], found);
    }

    [ContractFact]
    public async Task One_that_moved_just_now_is_left_alone()
    {
        await Says("c1", true, Opening());
        var since = TimeProvider.System.GetUtcNow() - Noon;
        Assert.Empty(await Unfinished.OlderThan(since + TimeSpan.FromHours(1), null, 9, default));
        await Side.Writer().Append("claim", "c1", Created() with { At = Noon.AddHours(1) });
        await Side.CaughtUp();
        Assert.Single(await Unfinished.OlderThan(since - TimeSpan.FromHours(2), null, 9, default));
        Assert.Empty(await Unfinished.OlderThan(since - TimeSpan.FromMinutes(30), null, 9, default));
    }

    private async Task Says(string id, bool isFound, params ClaimEvent[] events)
    {
        await Side.Writer().Append("claim", id, events);
        await Side.CaughtUp();
        var found = await Unfinished.OlderThan(Age, null, 9, default);
        Assert.True(isFound == found.Contains(new("t1", id)), $"{id} after {events[^1]}");
    }

    private static ClaimEvent.Opening Opening() => new(
        "ann", null, ClaimType.ProductDefect, Text("It does not light."), Urgency.Low, "o1", [], "f") { At = Noon };

    private static ClaimEvent.NotOpened NotOpened() =>
        new(new Refusal("taken", RefusalKind.Conflict, "Taken.")) { At = Noon };

    private static ClaimEvent.Created Created(string? order = "o1") => new(
        "ann", null, ClaimType.ProductDefect, Text("It does not light."), Urgency.Low, order, [], "f") { At = Noon };

    private static ClaimEvent.Enriched Enriched() => new("3", "o1", 0.14975m, []) { At = Noon };

    private static ClaimEvent.RefundRequested Asked(string id) =>
        new(new(id, id, "o1", "o1", "3", "ann", ClaimType.ProductDefect, 0.14975m, [])) { At = Noon };

    private static ClaimEvent.RefundMoved Moved(RefundStatus status) => new(status, null, 1) { At = Noon };

    private static Personal<string> Text(string text) => new("t1/customer/ann", text);
}
