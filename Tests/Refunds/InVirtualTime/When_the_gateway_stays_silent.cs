using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.PaymentSimulator;
using PosSaga.Refunds;
using PosSaga.Silo.Watchdog;

namespace PosSaga.Tests.Refunds;

public sealed class When_the_gateway_stays_silent
{
    private readonly RefundWorld _world = new();

    [Fact] public void A_person_is_called_after_a_day_and_the_first_answered_nudge_pays() => _world.Run(async () =>
    {
        var shop = await Underway();
        await _world.Wait(TimeSpan.FromHours(24).TotalSeconds);
        Assert.Equal(RefundStatus.Restocked, (await shop.Refund("c-1").Get())!.Status);
        var waits = await Waiting("c-1");
        Assert.Equal("gateway-unavailable", waits!.LastError);
        Assert.InRange((waits.NextAttempt - shop.Now).TotalMinutes, 0, 1);
        Assert.InRange((shop.Now - waits.Since).TotalHours, 23.9, 24.1);

        await _world.Wait(120);
        var stuck = (await shop.Refund("c-1").Get())!;
        Assert.Equal((RefundStatus.NeedsOperator, "unanswered-for-a-day"), (stuck.Status, stuck.Failure));
        Assert.Null(await Waiting("c-1"));
        var attempts = Attempts();

        await _world.Wait(600);
        await shop.Nudge("c-1");
        Assert.Equal(attempts, Attempts());

        await shop.Gateway.Change(new());
        await shop.Nudge("c-1");
        Assert.Equal(RefundStatus.Completed, (await shop.UntilOver("c-1")).Status);
        Assert.Equal(4826, await shop.RefundedAtGateway());
        Assert.Single(_world.Log("refund-payment/demo/c-1"), e => e.Type == "refund-payment.settled/1");
    });

    /// <summary>Whichever of them is the first to be answered tells the others.</summary>
    [Fact] public void All_are_paid_within_a_second_of_the_first_answer() => _world.Run(async () =>
    {
        const int Refunds = 6;
        var shop = _world.Shop();
        await shop.Open();
        for (var i = 1; i <= Refunds; i++)
        {
            await shop.Sell($"o-{i}", coffees: 1, honeys: 0);
            await shop.Resolve($"c-{i}", $"o-{i}", ClaimType.ProductDefect);
        }

        await shop.Gateway.Change(new(Outage: true));
        for (var i = 1; i <= Refunds; i++)
            await shop.AskRefund($"c-{i}");
        await _world.Wait(TimeSpan.FromHours(6).TotalSeconds);
        await shop.Gateway.Change(new());
        await _world.Wait(62);
        var settled = Enumerable.Range(1, Refunds)
            .Select(i => _world.Log($"refund-payment/demo/c-{i}").Single(e => e.Type == "refund-payment.settled/1"))
            .Select(e => e.TimeMicros / 1e6).Order().ToList();
        Assert.InRange(settled[^1] - settled[0], 0, 2);
    });

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Paid_without_an_answer_or_not_paid_at_all_it_is_paid_once(ulong seed)
    {
        var world = new RefundWorld(seed);
        world.Run(async () =>
        {
            var shop = await Underway(world, new(TimeoutRate: 1));
            await shop.UntilIs("c-1", RefundStatus.Restocked);
            await world.Wait(12);
            await shop.Gateway.Change(new());
            Assert.Equal(RefundStatus.Completed, (await shop.UntilOver("c-1")).Status);
            Assert.Equal(4826, await shop.RefundedAtGateway());
            Assert.Equal(new Money(4826), (await shop.Payment("o-1").Get())!.Refunded);
        });
    }

    [Fact] public void A_process_that_dies_while_it_waits_is_followed_by_the_watchdog() => _world.Run(async () =>
    {
        var shop = await Underway();
        await _world.Wait(10);
        var attempts = Attempts();
        Assert.True(attempts > 0);
        _world.Die();
        await _world.Wait(60);
        // Nobody knows of it any more: nothing that is delivered wakes it.
        Assert.Equal(attempts, Attempts());
        await shop.Gateway.Change(new());
        var model = new WatchdogModels(shop, "c-1");
        await Patrol(model).Look(default);
        Assert.Equal(RefundStatus.Completed, (await shop.UntilOver("c-1")).Status);
        Assert.Equal(4826, await shop.RefundedAtGateway());
    });

    [Fact] public void Whoever_needs_an_operator_is_nudged_once_a_minute() => _world.Run(async () =>
    {
        var shop = await Underway();
        await _world.Wait(TimeSpan.FromHours(24.1).TotalSeconds);
        Assert.Equal(RefundStatus.NeedsOperator, (await shop.Refund("c-1").Get())!.Status);
        await shop.Gateway.Change(new());
        var model = new WatchdogModels(shop, "c-1") { NeedsOperator = true };
        var patrol = Patrol(model, new WatchdogOptions());
        await patrol.Look(default);
        Assert.Equal(RefundStatus.Completed, (await shop.UntilOver("c-1")).Status);
    });

    [Fact] public void One_that_cannot_be_reached_does_not_keep_the_watchdog_from_the_others() => _world.Run(async () =>
    {
        var shop = await Underway();
        await _world.Wait(10);
        _world.Die();
        await shop.Gateway.Change(new());
        var model = new WatchdogModels(shop, "broken-1", "broken-2", "c-1");
        // A page of one: none may starve the next.
        Assert.Equal(0, await Patrol(model, new WatchdogOptions { Page = 1 }).Look(default));
        Assert.Equal(4, model.Pages);
        Assert.Equal(RefundStatus.Completed, (await shop.UntilOver("c-1")).Status);
    });

    private Task<RefundWaiting?> Waiting(string id) =>
        _world.Grains.GetGrain<IRefundPaymentGrain>(GrainKeys.Of("demo", id)).Waiting();

    private int Attempts() =>
        _world.Log("refund-payment/demo/c-1").Count(e => e.Type == "refund-payment.attempt-failed/1");

    private Task<RefundShop> Underway() => Underway(_world, new(Outage: true));

    private static async Task<RefundShop> Underway(RefundWorld world, GatewaySettings gateway)
    {
        var shop = world.Shop();
        await shop.Open();
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect);
        await shop.Gateway.Change(gateway);
        await shop.AskRefund("c-1");
        return shop;
    }

    private RefundPatrol Patrol(WatchdogModels model, WatchdogOptions? options = null) => new(
        _world.Grains, model, model, options ?? new(), _world.Time, NullLogger<RefundPatrol>.Instance);
}
