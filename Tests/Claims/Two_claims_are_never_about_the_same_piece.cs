using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Claims;

public abstract class Two_claims_are_never_about_the_same_piece(GrainHost host)
{
    public sealed class Simulated() : Two_claims_are_never_about_the_same_piece(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : Two_claims_are_never_about_the_same_piece(GrainHost.Cluster);

    private static readonly ClaimLine OneCoffee = new("CAFE", 1, Condition.Damaged);

    [Fact] public void Of_five_claims_at_once_about_two_pieces_two_are_opened_and_the_others_never_were()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var world = new ClaimWorld(host, seed);
            world.Run(async () =>
            {
                var answers = await Task.WhenAll(
                    Enumerable.Range(0, 5).Select(i => world.Create($"cl-{i}", OneCoffee)));
                Assert.Equal(2, answers.Count(answer => answer.IsDone));
                Assert.All(
                    answers.Where(answer => !answer.IsDone),
                    answer => Assert.Equal("claim-line-too-many", answer.Refusal!.Code));
                for (var i = 0; i < 5; i++)
                    Assert.Equal(answers[i].IsDone, await world.Claim($"cl-{i}").Get() is not null);
                Assert.Equal(0, await world.Free("CAFE"));
                Assert.Equal(
                    2598, answers.Where(answer => answer.IsDone).Sum(answer => answer.Value!.Goods[0].Paid.Amount));
            });
        }
    }

    [Fact] public void A_claim_that_lost_the_race_is_refused_again_for_the_same_reason_and_holds_nothing()
    {
        var world = new ClaimWorld(host);
        world.Run(async () =>
        {
            var answers = await Task.WhenAll(world.Create("cl-1"), world.Create("cl-2"));
            var lost = answers[0].IsDone ? "cl-2" : "cl-1";
            Assert.Single(answers, answer => answer.IsDone);
            Assert.Equal(["claim.opening/1", "claim.not-opened/1", "claim.pieces-let-go/1"], await world.Log(lost));
            await world.Resolved(lost == "cl-1" ? "cl-2" : "cl-1");
            await world.Close(lost == "cl-1" ? "cl-2" : "cl-1");

            Assert.Equal("claim-nothing-left", (await world.Create(lost)).Refusal!.Code);
            Assert.Equal(2, await world.Free("CAFE"));
        });
    }

    [Fact] public void Closed_without_a_refund_it_frees_its_pieces_for_others_and_is_reopened_only_while_they_are_free()
    {
        var world = new ClaimWorld(host);
        world.Run(async () =>
        {
            await world.Create("cl-1", OneCoffee, OneCoffee);
            await world.Resolved();
            Assert.Equal(0, await world.Free("CAFE"));
            await world.Close();
            Assert.Equal(2, await world.Free("CAFE"));

            Assert.Equal(ClaimStatus.Assigned, (await world.Reopen()).Value!.Status);
            Assert.Equal(Enrichment.Complete, (await world.Claim().Get())!.Enrichment);
            Assert.Equal(0, await world.Free("CAFE"));
            await world.Claim().Start(new StartClaim(ClaimWorld.Agent, world.Silo.Time.GetUtcNow()));
            await world.Claim().Resolve(new ResolveClaim(ClaimWorld.Agent, world.Silo.Time.GetUtcNow(), "Sorry."));
            await world.Close();

            Assert.True((await world.Create("cl-2", OneCoffee)).IsDone);
            var no = (await world.Reopen()).Refusal!;
            Assert.Equal(("claim-cannot-reopen", RefusalKind.Conflict), (no.Code, no.Kind));
            Assert.Equal(ClaimStatus.Closed, (await world.Claim().Get())!.Status);
        });
    }

    [Fact] public void Closed_with_a_refund_it_keeps_them()
    {
        var world = new ClaimWorld(host);
        world.Run(async () =>
        {
            await world.Create("cl-1", OneCoffee);
            await world.Resolved();
            await world.Refund();
            await world.Close();
            Assert.Equal(1, await world.Free("CAFE"));
            Assert.Equal("claim-has-refund", (await world.Reopen()).Refusal!.Code);
        });
    }
}
