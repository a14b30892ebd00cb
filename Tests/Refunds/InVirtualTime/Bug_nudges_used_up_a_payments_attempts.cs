using PosSaga.Claims;
using PosSaga.PaymentSimulator;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>Every nudge was an attempt before its time: the watchdog comes by every few seconds, and a refund whose
/// gateway was silent needed an operator sooner than it should.</summary>
public sealed class Bug_nudges_used_up_a_payments_attempts
{
    private static readonly RefundPatience Patience = new(TimeSpan.FromMinutes(3));

    // The last attempt comes up to a pause after that, and takes 17 s itself.
    private const double SilenceSecondsMin = 180, SilenceSecondsMax = 180 + 60 + 17 + 1;

    // Each pause at its shortest: half of 0.2, 0.6, 1.8, 5.4, 16.2, 48.6 s, and of a minute from then on.
    private const int AttemptsMax = 6 + 5 + 1;

    private readonly RefundWorld _world = new(patience: Patience);

    [Theory, InlineData(true), InlineData(false)]
    public void However_often_it_is_nudged_a_silent_gateway_is_given_all_its_time(bool outage) => _world.Run(async () =>
    {
        var shop = await Underway(outage ? new(Outage: true) : new(LatencyMs: GatewaySettings.LatencyMsMax));
        Assert.InRange(
            await SecondsUntilAnOperatorIsNeeded(shop, dies: false), SilenceSecondsMin, SilenceSecondsMax);
        Assert.InRange(Attempts(), 2, AttemptsMax);
    });

    [Fact] public void Nor_does_it_get_less_where_the_process_dies_between_attempts() => _world.Run(async () =>
    {
        var shop = await Underway(new(Outage: true));
        Assert.InRange(
            await SecondsUntilAnOperatorIsNeeded(shop, dies: true), SilenceSecondsMin, SilenceSecondsMax);
        Assert.InRange(Attempts(), 2, AttemptsMax);
        Assert.True(_world.Deaths > 5, $"{_world.Deaths} deaths");
    });

    [Fact] public void What_a_dead_process_was_waiting_for_is_asked_when_it_is_time() => _world.Run(async () =>
    {
        var shop = await Underway(new(Outage: true));
        await shop.Until(() => Task.FromResult(Attempts() == 6 ? "" : null), "six attempts");
        _world.Die();
        await shop.Gateway.Change(new());
        await shop.Nudge("c-1");
        // Half of 48.6 s at least; then without another nudge.
        await _world.Wait(23);
        Assert.Equal(0, await shop.RefundedAtGateway());
        await _world.Wait(27);
        Assert.Equal(4826, await shop.RefundedAtGateway());
    });

    private async Task<double> SecondsUntilAnOperatorIsNeeded(RefundShop shop, bool dies)
    {
        var begun = _world.Time.GetTimestamp();
        for (var second = 1; (await shop.Refund("c-1").Get())?.Status != RefundStatus.NeedsOperator; second++)
        {
            Assert.True(second < 600, "Nobody was called.");
            await _world.Wait(1);
            if (dies && second % 7 == 0)
                _world.Die();
            await shop.Nudge("c-1");
        }

        return _world.Time.GetElapsedTime(begun).TotalSeconds;
    }

    private int Attempts() =>
        _world.Log("refund-payment/demo/c-1").Count(e => e.Type == "refund-payment.attempt-failed/1");

    private async Task<RefundShop> Underway(GatewaySettings gateway)
    {
        var shop = _world.Shop();
        await shop.Open();
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect);
        await shop.Gateway.Change(gateway);
        await shop.AskRefund("c-1");
        return shop;
    }
}
