using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Claims as lists and searches show them.</summary>
public abstract partial class ClaimsContract : ReadModelContract
{
    private static readonly DateTimeOffset Noon = EventWriter.Noon;

    [ContractFact]
    public async Task A_claim_shows_all_its_fields_and_the_time_of_each_step()
    {
        await Claim(
            "c1",
            Created("ann", "The coffee was open.", orderId: "o1", lines: new ClaimLine("cafe", 2, Condition.Damaged)),
            new ClaimEvent.Enriched("3", "o1", 0.14975m, [new("cafe", "Café", 2, Condition.Damaged, new Money(2598))])
            { At = Noon.AddMinutes(1) },
            new ClaimEvent.Assigned("agent-7") { At = Noon.AddMinutes(2) },
            new ClaimEvent.Started { At = Noon.AddMinutes(3) },
            new ClaimEvent.Resolved(Of("ann", "Money back.")) { At = Noon.AddMinutes(4) },
            new ClaimEvent.Reopened(Of("ann", "It was two.")) { At = Noon.AddMinutes(5) },
            new ClaimEvent.Started { At = Noon.AddMinutes(6) },
            new ClaimEvent.Resolved(Of("ann", "Money back for two.")) { At = Noon.AddMinutes(7) },
            new ClaimEvent.RefundRequested(Refund("c1")) { At = Noon.AddMinutes(8) },
            new ClaimEvent.RefundMoved(RefundStatus.Settled, null, 1) { At = Noon.AddMinutes(9) },
            new ClaimEvent.Closed { At = Noon.AddMinutes(10) });
        var view = Assert.Single((await List(new())).Items);
        Assert.Equal([new ClaimLine("cafe", 2, Condition.Damaged)], view.Lines);
        Assert.Equal([new ClaimedGoods("cafe", "Café", 2, Condition.Damaged, new Money(2598))], view.Goods);
        Assert.Equal(
            new ClaimView(
                "c1", "ann", ClaimType.ProductDefect, "The coffee was open.", Urgency.High, ClaimStatus.Closed,
                "agent-7",
                "Money back for two.", "o1", Enrichment.Complete, [], "c1", RefundStatus.Settled, Noon,
                Noon.AddMinutes(2), Noon.AddMinutes(6), Noon.AddMinutes(7), Noon.AddMinutes(10), Noon.AddMinutes(5),
                Noon.AddMinutes(8), Noon.AddMinutes(10), 11, [], "3", "o1"),
            view with { Lines = [], Goods = [] }, new WithoutLists());
    }

    [ContractFact]
    public async Task Claims_are_filtered_by_each_field_and_all_together()
    {
        await Claim("a", Created("ann", "one"));
        await Claim(
            "b", Created("bob", "two", type: ClaimType.BillingError), new ClaimEvent.Assigned("agent-1") { At = Noon });
        await Claim("c", Created("ann", "three"), new ClaimEvent.Assigned("agent-2") { At = Noon });
        await Claim("opening", new ClaimEvent.Opening(
            "ann", null, ClaimType.ProductDefect, Of("ann", "four"), Urgency.Low, "o1", [], "f") { At = Noon });
        Assert.Equal("c b a", await Ids(new()));
        Assert.Equal("a", await Ids(new(Status: ClaimStatus.Created)));
        Assert.Equal("c b", await Ids(new(Status: ClaimStatus.Assigned)));
        Assert.Equal("b", await Ids(new(Type: ClaimType.BillingError)));
        Assert.Equal("c a", await Ids(new(CustomerId: "ann")));
        Assert.Equal("c", await Ids(new(AgentId: "agent-2")));
        Assert.Equal("c", await Ids(new(ClaimStatus.Assigned, ClaimType.ProductDefect, "ann", "agent-2", "thr")));
        Assert.Equal("", await Ids(new(ClaimStatus.Assigned, ClaimType.ProductDefect, "ann", "agent-2", "two")));
    }

    [ContractFact]
    public async Task Pages_neither_repeat_nor_skip_while_claims_come_in_and_move()
    {
        for (var i = 0; i < 25; i++)
            await Claim($"c{i:00}", Created("ann", "same words"));
        foreach (var filter in new ClaimFilter[] { new(), new(Q: "same"), new(CustomerId: "ann") })
        {
            var before = (await Ids(filter)).Split(' ');
            var seen = new List<string>();
            Cursor? after = null;
            do
            {
                var page = await List(filter, after, 4);
                seen.AddRange(page.Items.Select(claim => claim.Id));
                await Claim(Guid.NewGuid().ToString("n"), Created("ann", "same words"));
                await Claim(page.Items[0].Id, new ClaimEvent.Assigned("agent-1") { At = Noon });
                Assert.True(Cursor.TryParse(page.NextCursor, out after));
            }
            while (after is not null);
            Assert.Equal(before, seen);
        }
    }

    [ContractFact]
    public async Task A_tenant_sees_no_claim_of_another()
    {
        await Side.Writer("other").Append("claim", "c1", Created("ann", "secret words"));
        await Side.CaughtUp();
        Assert.Equal("", await Ids(new()));
        Assert.Equal("", await Search("secret"));
        Assert.Empty(await Side.Get<ClaimStatistics>().ByType("t1"));
        Assert.Empty((await Side.Get<ClaimStatistics>().ByCustomer("t1", null, 50)).Items);
        Assert.Empty((await Side.Get<ClaimStatistics>().ByAgent("t1", null, 50)).Items);
        Assert.NotEmpty((await Side.Get<ClaimQueries>().List("other", new(Q: "secret"), null, 50)).Items);
    }

    internal static ClaimEvent.Created Created(
        string customer, string description, ClaimType type = ClaimType.ProductDefect, string? orderId = null,
        params ClaimLine[] lines) =>
        new(customer, null, type, Of(customer, description), Urgency.High, orderId, lines, "f") { At = Noon };

    internal static Personal<string> Of(string customer, string text) => new($"t1/customer/{customer}", text);

    private static RefundOrder Refund(string id) =>
        new(id, id, "o1", "o1", "3", "ann", ClaimType.ProductDefect, 0.14975m, []);

    private async Task Claim(string id, params ClaimEvent[] events)
    {
        await Side.Writer().Append("claim", id, events);
        await Side.CaughtUp(Models.Claims);
    }

    private Task<Page<ClaimView>> List(ClaimFilter filter, Cursor? after = null, int limit = 50) =>
        Side.Get<ClaimQueries>().List("t1", filter, after, limit);

    private async Task<string> Ids(ClaimFilter filter) =>
        string.Join(' ', (await List(filter)).Items.Select(claim => claim.Id));

    private Task<string> Search(string words) => Ids(new(Q: words));

    /// <summary>Records compare lists by reference.</summary>
    private sealed class WithoutLists : IEqualityComparer<ClaimView>
    {
        public bool Equals(ClaimView? x, ClaimView? y) => x! with { Lines = y!.Lines, Goods = y.Goods } == y;

        public int GetHashCode(ClaimView view) => view.Id.GetHashCode(StringComparison.Ordinal);
    }
}
