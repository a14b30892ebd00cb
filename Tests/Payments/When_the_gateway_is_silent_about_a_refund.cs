using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Payments;

public abstract class When_the_gateway_is_silent_about_a_refund(GrainHost host) : PaymentSpec
{
    public sealed class Simulated() : When_the_gateway_is_silent_about_a_refund(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : When_the_gateway_is_silent_about_a_refund(GrainHost.Cluster);

    private readonly PaymentWorld _world = new(host);

    private IPaymentGrain Payment => _world.Payment(Id);

    [Fact] public void Nothing_is_known_and_nothing_is_recorded() => Paid(async () =>
    {
        await _world.Controls.Change(new GatewaySettings(Outage: true));
        var answer = await Payment.SettleRefund(Settle());
        Assert.Equal((RefundOutcome.Unknown, "gateway-unavailable"), (answer.Value!.Outcome, answer.Value.Detail));
        Assert.Equal(new Money(1000), (await Payment.Get())!.ReservedForRefund);
        Assert.Equal("payment.refund-reserved/1", (await _world.Log(Id)).Last());

        await _world.Controls.Change(GatewaySettings.Usual);
        Assert.Equal(RefundOutcome.Refunded, (await Payment.SettleRefund(Settle())).Value!.Outcome);
        Assert.Equal(1000, (await _world.Ledger.Books("")).Refunded);
    });

    [Fact] public void Whether_it_was_done_or_not_it_is_done_once() => Paid(async () =>
    {
        await _world.Controls.Change(new GatewaySettings(TimeoutRate: 1));
        Assert.Equal("gateway-timeout", (await Payment.SettleRefund(Settle())).Value!.Detail);
        Assert.Equal(RefundOutcome.Refunded, (await Payment.SettleRefund(Settle())).Value!.Outcome);
        await _world.Wait(10);
        Assert.Equal(1000, (await _world.Ledger.Books("")).Refunded);
    });

    [Fact] public void A_declined_refund_stays_declined_also_for_its_late_twin() => Paid(async () =>
    {
        await _world.Controls.Change(new GatewaySettings(DeclineAmount: new(1000)));
        Assert.Equal(RefundOutcome.Failed, (await Payment.SettleRefund(Settle())).Value!.Outcome);
        await _world.Controls.Change(GatewaySettings.Usual);
        Assert.Equal(RefundOutcome.Failed, (await Payment.SettleRefund(Settle())).Value!.Outcome);
        var late = await _world.Gateway.Refund("demo/p-1", "r-1", new(1000), default);
        Assert.IsType<GatewayAnswer.Refused>(late);
        Assert.Equal(0, (await _world.Ledger.Books("")).Refunded);
        Assert.Equal(new Money(4130), (await Payment.Get())!.Refundable);
    });

    [Fact] public void What_was_refunded_at_the_gateway_s_counter_is_not_refunded_again() => Paid(async () =>
    {
        await _world.Ledger.Book(new LedgerEntry.Refund("demo/p-1", "by-hand", new(4000), 1));
        var answer = await Payment.SettleRefund(Settle());
        Assert.Equal(RefundOutcome.Failed, answer.Value!.Outcome);
        Assert.Equal(4000, (await _world.Ledger.Books("")).Refunded);
    });

    private void Paid(Func<Task> then) => _world.Run(async () =>
    {
        await Payment.Authorise(Authorise);
        await Payment.Capture(Capture);
        await Payment.ReserveRefund(Reserve(1000));
        await then();
    });
}
