using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Claims;

/// <summary>The customer is not sent away: the claim waits for its order, and nothing about it is invented.</summary>
public abstract class When_the_order_cannot_be_read(GrainHost host)
{
    public sealed class Simulated() : When_the_order_cannot_be_read(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : When_the_order_cannot_be_read(GrainHost.Cluster);

    private readonly ClaimWorld _world = new(host);

    [Fact] public void The_claim_is_accepted_and_completed_by_itself_later() => _world.Run(async () =>
    {
        _world.OrderGone();
        var claim = (await _world.Create("cl-1")).Value!;
        Assert.Equal((ClaimStatus.Created, Enrichment.Pending), (claim.Status, claim.Enrichment));
        Assert.Empty(claim.Goods);
        Assert.Null(claim.PaymentId);
        await _world.Resolved();
        Assert.Equal("claim-enrichment-pending", (await _world.Refund()).Refusal!.Code);
        Assert.Equal("claim-enrichment-pending", (await _world.Claim().PreviewRefund()).Refusal!.Code);

        _world.OrderBack();
        await _world.Silo.Wait(10);
        Assert.Equal(Enrichment.Complete, (await _world.Claim().Get())!.Enrichment);
        Assert.False((await _world.Refund()).Replayed);
    });

    [Fact] public void Created_again_it_is_answered_as_it_was_then() => _world.Run(async () =>
    {
        var command = _world.About();
        _world.OrderGone();
        var first = await _world.Claim().Create(command);
        _world.OrderBack();
        await _world.Silo.Wait(10);
        Assert.Equivalent(first.Value, (await _world.Claim().Create(command)).Value, strict: true);
    });

    [Fact] public void The_watchdog_completes_what_a_dead_process_left_behind() => _world.Run(async () =>
    {
        _world.OrderGone();
        await _world.Create("cl-1");
        await _world.KillAll();
        _world.OrderBack();
        Assert.Equal(Enrichment.Complete, (await _world.Claim().Resume())!.Enrichment);
        var version = (await _world.Claim().Resume())!.Version;
        Assert.Equal(version, (await _world.Claim().Resume())!.Version);
    });

    [Fact] public void After_an_outage_of_an_hour_the_watchdog_completes_it() => _world.Run(async () =>
    {
        _world.OrderGone();
        await _world.Create("cl-1");
        await _world.Silo.Wait(3600);
        _world.OrderBack();
        await _world.Silo.Wait(300);
        Assert.Equal(Enrichment.Pending, (await _world.Claim().Get())!.Enrichment);
        Assert.Equal(Enrichment.Complete, (await _world.Claim().Resume())!.Enrichment);
    });

    [Fact] public void An_order_that_does_not_go_with_it_is_found_out_later() => _world.Run(async () =>
    {
        _world.OrderGone();
        await _world.Claim().Create(_world.About(customer: "c-2"));
        await _world.Claim("cl-2").Create(_world.About("s-9"));
        _world.OrderBack();
        await _world.Silo.Wait(10);
        Assert.Equal(
            ["claim.created/1", "claim.enrichment-refused/1", "claim.pieces-let-go/1"], await _world.Log());
        Assert.Equal(Enrichment.None, (await _world.Claim().Get())!.Enrichment);
        await _world.Resolved();
        Assert.Equal("claim-without-order", (await _world.Refund()).Refusal!.Code);
        Assert.Equal(2, await _world.Free("CAFE"));
    });

    [Fact] public void A_hold_whose_answer_was_lost_is_found_again() => _world.Run(async () =>
    {
        var appends = 0;
        _world.Silo.Faults = (step, about) =>
            about == "order/demo/s-1" && step == MemoryStep.Append && appends++ == 0
                ? MemoryFault.FailAfter
                : MemoryFault.None;
        var claim = (await _world.Create("cl-1", new ClaimLine("CAFE", 1, Condition.Damaged))).Value!;
        Assert.Equal(Enrichment.Pending, claim.Enrichment);
        await _world.Silo.Wait(10);
        Assert.Equal(Enrichment.Complete, (await _world.Claim().Get())!.Enrichment);
        Assert.Equal(1, await _world.Free("CAFE"));
    });

    [Fact] public void Closed_while_it_waits_it_lets_go_of_what_may_be_held_for_it() => _world.Run(async () =>
    {
        var appends = 0;
        _world.Silo.Faults = (step, about) =>
            about == "order/demo/s-1" && step == MemoryStep.Append && appends++ == 0
                ? MemoryFault.FailAfter
                : MemoryFault.None;
        await _world.Create("cl-1");
        _world.OrderGone();
        await _world.Resolved();
        Assert.True((await _world.Close()).IsDone);
        _world.OrderBack();
        await _world.Silo.Wait(30);
        Assert.Equal(2, await _world.Free("CAFE"));
        Assert.Equal(Enrichment.None, (await _world.Claim().Get())!.Enrichment);
    });
}
