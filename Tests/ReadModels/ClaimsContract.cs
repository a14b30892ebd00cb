using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Claims as lists and searches show them.</summary>
public abstract class ClaimsContract : ReadModelContract
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
    public async Task Words_find_claims_by_their_beginnings_without_case_and_accents()
    {
        await Claim(
            "a",
            Created(
                "cust-9", "Le vélo n'a pas de FREINS!", orderId: "o-77",
                lines: new ClaimLine("VTT-29", 1, Condition.Damaged)),
            new ClaimEvent.Assigned("agent-1") { At = Noon }, new ClaimEvent.Started { At = Noon },
            new ClaimEvent.Resolved(Of("cust-9", "Échange accepté")) { At = Noon });
        await Claim("b", Created("cust-8", "Livraison du velours en retard"));
        Assert.Equal("b a", await Search("vel"));
        Assert.Equal("a", await Search("VELO frein"));
        Assert.Equal("a", await Search("freins velo vélo"));
        Assert.Equal("a", await Search("echange"));
        Assert.Equal("a", await Search("vtt-29"));
        Assert.Equal("a", await Search("o-77"));
        Assert.Equal("b", await Search("cust-8"));
        Assert.Equal("b a", await Search("cust"));
        Assert.Equal("b a", await Search("cust-"));
        Assert.Equal("", await Search("cus-8"));
        Assert.Equal("a", await Search("n"));
        Assert.Equal("", await Search("elo"));
        Assert.Equal("", await Search("freins retard"));
    }

    [ContractFact]
    public async Task A_search_is_narrowed_by_what_the_claim_is_now()
    {
        foreach (var id in "abc")
            await Claim($"{id}", Created("ann", "same words"), new ClaimEvent.Assigned("agent-1") { At = Noon });
        await Claim("b", new ClaimEvent.Started { At = Noon });
        await Claim("c", new ClaimEvent.Assigned("agent-2") { At = Noon });
        Assert.Equal("c a", await Ids(new(ClaimStatus.Assigned, Q: "same")));
        Assert.Equal("b", await Ids(new(ClaimStatus.InProgress, Q: "same")));
        Assert.Equal("", await Ids(new(ClaimStatus.Created, Q: "same")));
        Assert.Equal("b a", await Ids(new(AgentId: "agent-1", Q: "same")));
        Assert.Equal("c", await Ids(new(ClaimStatus.Assigned, AgentId: "agent-2", CustomerId: "ann", Q: "words sa")));
        var first = await List(new(ClaimStatus.Assigned, Q: "same"), null, 1);
        Assert.Equal("c", Assert.Single(first.Items).Id);
        Assert.True(Cursor.TryParse(first.NextCursor, out var after));
        Assert.Equal("a", Assert.Single((await List(new(ClaimStatus.Assigned, Q: "same"), after, 1)).Items).Id);
        await Claim("b", new ClaimEvent.Resolved(Of("ann", "Remplacé")) { At = Noon });
        Assert.Equal("b", await Ids(new(ClaimStatus.Resolved, Q: "rempl same")));
    }

    [ContractFact]
    public async Task What_is_typed_is_never_taken_for_a_query_language()
    {
        await Claim("a", Created("ann", "x & y or \"z\" NEAR(w) it's 100%_ ok: a*b <-> c\\d"));
        foreach (var typed in new[]
        {
            "x & y", "\"z\"", "NEAR(w)", "it's", "100%_", "a*b", "<->", "c\\d", "or", "NOT x OR y", "words:x",
            "x'; drop table claims;--",
            "{", "^x", "+x -q", "\0", "😀", "", " ", "'", "\"", "x\ny",
        })
            await List(new(Q: typed));
        Assert.Equal("a", await Search("it's 100%_ ok:"));
        Assert.Equal("", await Search("!!! ---"));
        Assert.Equal("", await Search("NOT x"));
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
        Assert.Empty(await Side.Get<IClaimStatistics>().ByType("t1"));
        Assert.Empty((await Side.Get<IClaimStatistics>().ByCustomer("t1", null, 50)).Items);
        Assert.Empty((await Side.Get<IClaimStatistics>().ByAgent("t1", null, 50)).Items);
        Assert.NotEmpty((await Side.Get<IClaimQueries>().List("other", new(Q: "secret"), null, 50)).Items);
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
        Side.Get<IClaimQueries>().List("t1", filter, after, limit);

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
