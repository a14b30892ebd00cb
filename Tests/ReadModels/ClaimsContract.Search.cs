using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>What words find.</summary>
public abstract partial class ClaimsContract
{
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
    public async Task Searches_find_what_they_found_while_rebuilds_swap_the_tables_under_them()
    {
        for (var i = 0; i < 5; i++)
            await Claim($"{i}", Created("ann", "same words"));
        using var stop = new CancellationTokenSource();
        var searches = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            do
                Assert.Equal("4 3 2 1 0", await Search("same"));
            while (!stop.IsCancellationRequested);
        })).ToList();
        for (var i = 0; i < 5; i++)
            Assert.Equal("swapped", (await Side.Rebuild(Models.Claims)).State);
        await stop.CancelAsync();
        await Task.WhenAll(searches);
    }
}
