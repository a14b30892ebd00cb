using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Payments;

/// <summary>And a negative one. Here the payment is the one writer of its refunds, and the gateway's books
/// agree.</summary>
public abstract class Bug_three_full_refunds_of_one_payment_were_accepted(GrainHost host) : PaymentSpec
{
    public sealed class Simulated() : Bug_three_full_refunds_of_one_payment_were_accepted(GrainHost.Simulator);

    [Collection(GrainWorlds.Name), Trait(Categories.Name, Categories.System)]
    public sealed class OnACluster() : Bug_three_full_refunds_of_one_payment_were_accepted(GrainHost.Cluster);

    private readonly PaymentWorld _world = new(host);

    private IPaymentGrain Payment => _world.Payment(Id);

    [Fact] public void Of_three_at_once_one_is_paid() => _world.Run(async () =>
    {
        await Paid();
        var answers = await Task.WhenAll(new[] { "r-1", "r-2", "r-3" }.Select(id => Refund(id, 4130)));
        Assert.Equal(1, answers.Count(answer => answer is { Value.Outcome: RefundOutcome.Refunded }));
        Assert.Equal(2, answers.Count(answer => answer.Refusal is { Code: "refund-not-reserved" }));
        Assert.Equal(4130, (await _world.Ledger.Books("")).Refunded);
        Assert.Equal(
            (PaymentStatus.Refunded, Money.Zero), ((await Payment.Get())!.Status, (await Payment.Get())!.Refundable));
    });

    [Fact] public void The_same_one_sent_a_hundred_times_is_paid_once() => _world.Run(async () =>
    {
        await Paid();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Refund("r-1", 1000)));
        Assert.Equal(1000, (await _world.Ledger.Books("")).Refunded);
        Assert.Equal(["payment.refund-reserved/1", "payment.refunded/1"], (await _world.Log(Id)).Skip(2));
    });

    [Fact] public void A_negative_one_is_refused() => _world.Run(async () =>
    {
        await Paid();
        Assert.Equal("payment-amount-invalid", (await Payment.ReserveRefund(Reserve(-500))).Refusal!.Code);
        Assert.Equal(2, (await _world.Log(Id)).Count());
    });

    [Fact] public void Five_claims_on_one_payment_never_get_more_than_was_paid()
    {
        for (ulong seed = 1; seed <= (host == GrainHost.Simulator ? 60UL : 2UL); seed++)
            new Five(host, seed).Run();
    }

    private async Task<CommandResult<RefundResult>> Refund(string id, long amount)
    {
        await Payment.ReserveRefund(Reserve(amount, id));
        return await Payment.SettleRefund(Settle(id));
    }

    private async Task Paid()
    {
        await Payment.Authorise(Authorise);
        await Payment.Capture(Capture);
    }

    /// <summary>Five refunds of 9.00 to 17.00 of a payment of 41.30, each paid or let go, in a silo that dies now and
    /// then, at a gateway that hangs, done or not done.</summary>
    private sealed class Five(GrainHost host, ulong seed)
    {
        private readonly PaymentWorld _world = new(host, seed);

        public void Run() => _world.Run(async () =>
        {
            var payment = _world.Payment(Id);
            await payment.Authorise(Authorise);
            await payment.Capture(Capture);
            await _world.Controls.Change(new GatewaySettings(TimeoutRate: 0.5));
            var ends = await Task.WhenAll(
                Enumerable.Range(1, 5).Select(n => OneToItsEnd($"r-{n}", 700 + (200 * n), n)));

            var (view, books) = (await payment.Get(), await _world.Ledger.Books(""));
            Assert.Equal(
                ends.Where(e => e.Outcome == RefundOutcome.Refunded).Sum(e => e.Amount.Amount), books.Refunded);
            Assert.Equal(books.Refunded, view!.Refunded.Amount);
            Assert.Equal((Money.Zero, true), (view.ReservedForRefund, view.Refundable.Amount >= 0));
            Assert.True(books.Refunded <= 4130, $"seed {seed}: {books.Refunded} of 41.30 were refunded");
        });

        private async Task<RefundResult> OneToItsEnd(string id, long amount, int n)
        {
            var reserved = await Persistent(payment => payment.ReserveRefund(Reserve(amount, id)));
            if (!reserved.IsDone)
                return new(RefundOutcome.Failed, Money.Zero);
            if (n == 2)
                await _world.KillSilo();
            if (n == 4)
                return (await Persistent(payment => payment.ReleaseRefund(Release(id)))).Value!;
            return (await Persistent(payment => payment.SettleRefund(Settle(id)))).Value!;
        }

        // As a participant would: silence, a death and an outage are asked again.
        private async Task<CommandResult<RefundResult>> Persistent(Func<IPaymentGrain, Task<CommandResult<RefundResult>>> ask)
        {
            for (; ; )
            {
                try
                {
                    var answer = await ask(_world.Payment(Id));
                    if (answer.Value?.Outcome != RefundOutcome.Unknown)
                        return answer;
                }
                catch (Exception e) when (e is not Xunit.Sdk.XunitException)
                {
                    // Its activation died.
                }
                await _world.Wait(1);
            }
        }
    }
}
