using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>A silo that was declared dead still took a claim's request for its refund. The claim's activation on the
/// new silo had loaded before that: it knew of no refund, took the refund's events for those of a cancelled order, and
/// let them all pass. Found by seeds 58 and 132.</summary>
public sealed class Bug_a_claim_that_was_taken_over_missed_its_refund
{
    private readonly Takeover _takeover = new(new FaultProfile { Complaints = new Complaints() });

    [Fact]
    public void It_hears_how_its_refund_ended() => _takeover.World.Scheduler.Run(async () =>
    {
        var before = await _takeover.Resolved();
        var claim = _takeover.Successor.GetGrain<IClaimGrain>("sim/k");
        Assert.Null((await claim.Get())?.RefundId);
        await _takeover.Refund(before);
        _takeover.Deposed.KillAll();

        var after = _takeover.World.Silos[1];
        after.Starts();
        var refund = _takeover.Successor.GetGrain<IRefundGrain>("sim/k");
        await _takeover.Until(async () =>
            (await refund.Get())?.Status is RefundStatus.Completed && await after.HasDelivered());
        Assert.Equal(RefundStatus.Completed, (await claim.Get())?.RefundStatus);
    });
}
