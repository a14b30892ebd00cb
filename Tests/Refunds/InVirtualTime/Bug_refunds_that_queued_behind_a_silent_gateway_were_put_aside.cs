using PosSaga.Claims;
using PosSaga.PaymentSimulator;
using PosSaga.Refunds;

namespace PosSaga.Tests.Refunds;

/// <summary>A payment asks its gateway for one refund after the other, five seconds each while it is silent: of ten at
/// once the last waited longer than a call may. That was counted as the event's own fault, and after five times the
/// refund was parked, where neither the gateway's return nor the watchdog moves it.</summary>
public sealed class Bug_refunds_that_queued_behind_a_silent_gateway_were_put_aside
{
    private const int Refunds = 10;

    private readonly RefundWorld _world = new();

    [Fact] public void All_of_them_wait_and_are_paid_when_it_is_back() => _world.Run(async () =>
    {
        var claims = Enumerable.Range(1, Refunds).Select(i => $"c-{i}").ToList();
        var shop = _world.Shop();
        await shop.Open();
        await shop.Sell("o-1", coffees: Refunds, honeys: 0);
        foreach (var claim in claims)
            await shop.Resolve(claim, "o-1", ClaimType.ProductDefect, new ClaimLine("CAFE", 1, Condition.Damaged));
        await shop.Gateway.Change(new(LatencyMs: GatewaySettings.LatencyMsMax));
        await Task.WhenAll(claims.Select(shop.AskRefund));

        await _world.Wait(900);
        Assert.Empty(_world.Letters());
        await shop.Gateway.Change(new());
        // A pause of a minute, and up to ten calls of five seconds that still wait in the queue.
        await _world.Wait(120);
        foreach (var claim in claims)
            Assert.Equal(RefundStatus.Completed, (await shop.Refund(claim).Get())!.Status);

        Assert.Empty(_world.Letters());
        Assert.Equal((await shop.Payment("o-1").Get())!.Captured.Amount, await shop.RefundedAtGateway());
    });
}
