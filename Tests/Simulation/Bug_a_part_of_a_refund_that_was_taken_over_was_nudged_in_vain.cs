using PosSaga.Inventory;
using PosSaga.PaymentSimulator;
using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>A silo that was declared dead left something of a refund open. The participant's activation on the new silo
/// had loaded before that, knew of nothing to do, and was kept alive by the very nudges that it let pass.</summary>
public sealed class Bug_a_part_of_a_refund_that_was_taken_over_was_nudged_in_vain
{
    private readonly Takeover _takeover = new(new FaultProfile { Complaints = new Complaints() });

    [Fact]
    public void The_payments_part_asks_again() => _takeover.World.Scheduler.Run(async () =>
    {
        var claim = await _takeover.Resolved();
        await _takeover.Successor.GetGrain<IRefundPaymentGrain>("sim/k").Resume();
        await _takeover.World.Controls.Change(new(Outage: true));
        await DiesAfter("refund-payment.attempt-failed/1", () => _takeover.Refund(claim));

        await _takeover.World.Controls.Change(GatewaySettings.Usual);
        await Ends(RefundStatus.Completed);
    });

    [Fact]
    public void The_goods_part_takes_out_what_it_could_not() => _takeover.World.Scheduler.Run(async () =>
    {
        var claim = await _takeover.Resolved();
        await _takeover.Successor.GetGrain<IRefundStockGrain>("sim/k").Resume();
        await _takeover.World.Controls.Change(new(Outage: true));
        var stock = _takeover.Deposed.GetGrain<IStockGrain>("sim/1/CAFE");
        var from = _takeover.World.From("test", "another");
        await DiesAfter("refund-stock.needs-operator/1", async () =>
        {
            await _takeover.Refund(claim);
            // The only bag is sold again before the gateway refuses to pay for it.
            await _takeover.Until(async () => (await stock.Reserve(new(from, "another", 1, _takeover.Now))).IsDone);
            await _takeover.World.Controls.Change(new(DeclineAmount: new(1494)));
        });

        await _takeover.Successor.GetGrain<IStockGrain>("sim/1/CAFE").Receive(new(from, 1, "po-2"));
        await Ends(RefundStatus.Failed);
    });

    /// <summary>The first silo lives until it has left this event, and nothing of it is delivered again.</summary>
    private async Task DiesAfter(string type, Func<Task> happens)
    {
        var before = _takeover.World.Silos[0];
        before.Starts();
        await happens();
        await _takeover.Until(async () =>
            _takeover.World.Events().Any(e => e.Type == type) && await before.HasDelivered());
        before.Dies();
    }

    private async Task Ends(RefundStatus status)
    {
        _takeover.World.Silos[1].Starts();
        var refund = _takeover.Successor.GetGrain<IRefundGrain>("sim/k");
        await _takeover.Until(async () => (await refund.Get())?.Status == status);
    }
}
