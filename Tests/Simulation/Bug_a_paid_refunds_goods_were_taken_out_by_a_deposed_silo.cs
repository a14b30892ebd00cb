using Orleans;
using Orleans.Runtime;
using PosSaga.Inventory;
using PosSaga.Refunds;
using PosSaga.Journal.Providers;
using PosSaga.Streams;

namespace PosSaga.Tests.Simulation;

/// <summary>The store refused the goods to a silo that was declared dead, which was late in taking out what it had not
/// brought in. Meanwhile the store had taken them from its successor, and the refund was paid: the goods were gone from
/// the books all the same. Found by seed 1040.</summary>
public sealed class Bug_a_paid_refunds_goods_were_taken_out_by_a_deposed_silo
{
    private readonly Takeover _takeover;
    private readonly TaskCompletionSource _late = new();
    private bool _isLate;

    public Bug_a_paid_refunds_goods_were_taken_out_by_a_deposed_silo() => _takeover = new(
        new FaultProfile { Complaints = new Complaints { ReturnsRefused = 1 } }, new Plant { Calls = HoldUpTheFirst });

    [Fact]
    public void Goods_follow_the_refund() => _takeover.World.Scheduler.Run(async () =>
    {
        var world = _takeover.World;
        var claim = await _takeover.Resolved(coffees: 1);
        await _takeover.Successor.GetGrain<IRefundStockGrain>("sim/k").Resume();
        world.Weather.IsClear = false;
        world.Silos[0].Starts();
        await _takeover.Refund(claim);
        await _takeover.Until(() => Task.FromResult(_isLate));

        world.Weather.IsClear = true;
        var reserved = world.Events().Single(e => e.Type == "refund-payment.reserved/1");
        await _takeover.Successor
            .GetGrain<IParticipantGrain>(GrainId.Create("refund-stock", "sim/k"))
            .Redeliver(EventDelivery.ToPublished(reserved));
        _late.SetResult();

        var refund = _takeover.Deposed.GetGrain<IRefundGrain>("sim/k");
        await _takeover.Until(async () => (await refund.Get())?.Status is RefundStatus.Completed or RefundStatus.Failed
            && await world.Silos[0].HasDelivered());
        var (came, went) = (Of("stock.restocked/1"), Of("stock.taken-back-out/1"));
        Assert.Equal((await refund.Get())!.Status == RefundStatus.Completed ? 1 : 0, came - went);
    });

    private int Of(string type) => _takeover.World.Events().Count(e => e.Type == type);

    private Task HoldUpTheFirst(IOutgoingGrainCallContext call)
    {
        if (call.MethodName != nameof(IStockGrain.ReverseRestock) || _isLate)
            return call.Invoke();
        _isLate = true;
        return Late();

        async Task Late()
        {
            await _late.Task;
            await call.Invoke();
        }
    }
}
