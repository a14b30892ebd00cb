using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Whoever was erased is gone from the read models, at once, for good, and whatever is rebuilt.</summary>
public abstract class ErasureContract : ReadModelContract
{
    [ContractFact]
    public async Task An_erased_customer_vanishes_from_rows_and_search_and_nobody_else_does()
    {
        await TwoClaims();
        await Side.Get<SubjectKeyRing>().Erase("t1/customer/ann");
        await Gone("ann");
        Assert.Equal("bobs", await Search("squirrel"));
        Assert.Equal("", await Search("ann"));
        Assert.DoesNotContain("acorn", await Dump(), StringComparison.Ordinal);
        Assert.Equal("swapped", (await Side.Rebuild(Models.Claims)).State);
        await Gone("ann");
    }

    [ContractFact]
    public async Task A_later_step_of_the_claim_does_not_bring_the_words_back()
    {
        await TwoClaims();
        await Side.Get<SubjectKeyRing>().Erase("t1/customer/ann");
        await Gone("ann");
        await Side.Writer().Append("claim", "anns", new ClaimEvent.Assigned("agent-1") { At = EventWriter.Noon });
        await Side.CaughtUp();
        await Gone("ann");
        Assert.Equal("agent-1", (await Claim("ann")).AssignedAgent);
    }

    [ContractFact]
    public async Task One_erased_while_nobody_projects_is_gone_after_the_start()
    {
        await TwoClaims();
        await Restart(run: false);
        await Side.Get<SubjectKeyRing>().Erase("t1/customer/ann");
        Assert.NotNull((await Claim("ann")).Description);
        await Restart();
        await Gone("ann");
        Assert.Equal("swapped", (await Side.Rebuild(Models.Claims)).State);
    }

    [ContractFact]
    public async Task One_erased_before_the_projection_came_to_the_claim_never_shows()
    {
        await Restart(run: false);
        await TwoClaims(caughtUp: false);
        await Side.Get<SubjectKeyRing>().Erase("t1/customer/ann");
        await Restart();
        await Side.CaughtUp();
        Assert.Null((await Claim("ann")).Description);
        Assert.Equal("bobs", await Search("squirrel"));
    }

    [ContractFact]
    public async Task Erasures_during_a_rebuild_stop_no_swap()
    {
        await TwoClaims();
        for (var i = 0; i < 40; i++)
            await Side.Writer().Append("claim", $"c{i}", ClaimsContract.Created($"x{i}", "squirrel"));
        await Side.CaughtUp();
        var erasing = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
                await Side.Get<SubjectKeyRing>().Erase($"t1/customer/x{i}");
        });
        Assert.Equal("swapped", (await Side.Rebuild(Models.Claims)).State);
        await erasing;
        for (var i = 0; i < 40; i++)
            await Gone($"x{i}");
        Assert.Equal("swapped", (await Side.Rebuild(Models.Claims)).State);
    }

    private async Task TwoClaims(bool caughtUp = true)
    {
        await Side.Writer().Append("claim", "anns", ClaimsContract.Created("ann", "anns acorn squirrel"));
        await Side.Writer().Append(
            "claim", "bobs", ClaimsContract.Created("bob", "bobs squirrel"),
            new ClaimEvent.Assigned("agent-1") { At = EventWriter.Noon },
            new ClaimEvent.Started { At = EventWriter.Noon },
            new ClaimEvent.Resolved(ClaimsContract.Of("bob", "fed")) { At = EventWriter.Noon });
        if (caughtUp)
        {
            await Side.CaughtUp();
            Assert.Equal("bobs anns", await Search("squirrel"));
        }
    }

    private Task Gone(string customer) => Eventually.Is(
        async () => await Claim(customer) is { Description: null, Resolution: null } && await Search(customer) == "",
        $"{customer} is gone from the rows and their words");

    private async Task<ClaimView> Claim(string customer) =>
        Assert.Single((await Side.Get<ClaimQueries>().List("t1", new(CustomerId: customer), null, 50)).Items);

    private async Task<string> Search(string words) => string.Join(
        ' ', (await Side.Get<ClaimQueries>().List("t1", new(Q: words), null, 50)).Items.Select(claim => claim.Id));

    private async Task<string> Dump() => await Side.Dump("claims") + await Side.Dump("claim_texts_g1");
}
