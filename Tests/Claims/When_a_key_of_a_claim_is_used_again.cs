using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Claims;

/// <summary>A final answer stays what it was, a refusal as well; what is not the last word may be asked
/// again.</summary>
public abstract class When_a_key_of_a_claim_is_used_again(GrainHost host)
{
    public sealed class Simulated() : When_a_key_of_a_claim_is_used_again(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : When_a_key_of_a_claim_is_used_again(GrainHost.Cluster);

    private static readonly ClaimLine OneCoffee = new("CAFE", 1, Condition.Damaged);

    private readonly ClaimWorld _world = new(host);

    [Fact] public void An_assignment_that_changes_nothing_is_answered_once_as_well() => _world.Run(async () =>
    {
        await _world.Create("cl-1");
        var at = _world.Silo.Time.GetUtcNow();
        var keeps = new AssignClaim(ClaimWorld.Agent, at, "a-1", null, "k-1", "f");
        await _world.Claim().Assign(new AssignClaim(ClaimWorld.Agent, at, "a-1"));
        var first = await _world.Claim().Assign(keeps);
        Assert.Equal((true, false), (first.IsDone, first.Replayed));
        await _world.Claim().Assign(new AssignClaim(ClaimWorld.Agent, at, "a-2"));
        await _world.KillAll();

        var again = await _world.Claim().Assign(keeps);
        Assert.Equal((true, "a-1"), (again.Replayed, again.Value!.AssignedAgent));
        Assert.Equivalent(first.Value, again.Value, strict: true);
        Assert.Equal(
            "idempotency-key-reused",
            (await _world.Claim().Assign(keeps with { AgentId = "a-3", Fingerprint = "g" })).Refusal!.Code);
        Assert.Equal("a-2", (await _world.Claim().Get())!.AssignedAgent);
    });

    [Fact] public void A_refused_refund_request_hears_the_same_again_whatever_has_happened() => _world.Run(async () =>
    {
        await _world.Create("cl-1", OneCoffee);
        var no = (await _world.Refund(key: "k-1")).Refusal!;
        Assert.Equal("claim-invalid-state", no.Code);
        var resolved = await _world.Resolved();
        await _world.KillAll();

        var again = await _world.Refund(key: "k-1");
        Assert.Equal((no, true), (again.Refusal, again.Replayed));
        Assert.Equivalent(resolved, await _world.Claim().Get(), strict: true);
        Assert.True((await _world.Refund(key: "k-2")).IsDone);
        Assert.Equal(no, (await _world.Refund(key: "k-1")).Refusal);
        Assert.True((await _world.Refund(key: "k-2")).IsDone);
        Assert.True((await _world.Refund(key: "k-3")).Replayed);
        Assert.Equal(
            ["claim.refund-refused/1", "claim.refund-requested/1"],
            (await _world.Log()).Where(type => type.StartsWith("claim.refund-re", StringComparison.Ordinal)));
    });

    [Fact] public void A_refused_claim_hears_the_same_again_whatever_has_happened() => _world.Run(async () =>
    {
        await _world.Create("cl-1", OneCoffee with { Quantity = 2 });
        var command = _world.About(lines: OneCoffee) with { HasKey = true };
        var first = await _world.Claim("cl-2").Create(command);
        Assert.Equal(("claim-line-too-many", false), (first.Refusal!.Code, first.Replayed));
        await _world.Resolved();
        await _world.Close();
        await _world.KillAll();

        var again = await _world.Claim("cl-2").Create(command);
        Assert.Equal((first.Refusal, true), (again.Refusal, again.Replayed));
        var other = await _world.Claim("cl-2").Create(command with { Fingerprint = "g" });
        Assert.Equal("idempotency-key-reused", other.Refusal!.Code);
        Assert.Null(await _world.Claim("cl-2").Get());
        var start = await _world.Claim("cl-2").Start(new StartClaim(ClaimWorld.Agent, command.At));
        Assert.Equal("claim-not-found", start.Refusal!.Code);
        Assert.True((await _world.Claim("cl-3").Create(command)).IsDone);
    });

    [Fact] public void An_order_that_is_under_way_is_nobodys_last_word() => _world.Silo.Run(async () =>
    {
        await _world.Silo.Start();
        var command = _world.About(lines: OneCoffee) with { HasKey = true };
        Assert.Equal("claim-order-under-way", (await _world.Claim().Create(command)).Refusal!.Code);
        await _world.Silo.End();
        Assert.True((await _world.Claim().Create(command)).IsDone);
    });
}
