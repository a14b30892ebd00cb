using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Silo.Watchdog;
using PosSaga.Tests.ReadModels;

namespace PosSaga.Tests.Refunds;

/// <summary>The goods' part cannot append. Who looks after the refund calls a person in the end, but only after nudging
/// it for as long as the rule says.</summary>
public sealed class When_no_nudge_helps
{
    private static readonly WatchdogOptions Options = new();

    private readonly RefundWorld _world = new();

    [Fact] public void A_person_is_called_once_and_it_goes_on_when_it_can() => _world.Run(async () =>
    {
        var (shop, patrol) = await Standing();
        await Look(patrol, Options.RefundGiveUpAfter - Options.Period);
        Assert.Equal(RefundStatus.Reserved, (await shop.Refund("c-1").Get())!.Status);

        await Look(patrol, 2 * Options.Period);
        var stuck = await shop.Refund("c-1").Get();
        Assert.Equal((RefundStatus.NeedsOperator, "stood-still"), (stuck!.Status, stuck.Failure));
        var called = Assert.Single(_world.Log("refund/demo/c-1"), e => e.Type == "refund.needs-operator/1");
        Assert.Equal("o-1", _world.Get<IEventCodec>().DecodeMetadata(called.Metadata).Correlation);

        _world.Appends = static _ => MemoryFault.None;
        Assert.Equal(RefundStatus.Completed, (await shop.UntilOver("c-1")).Status);
        Assert.Equal(4826, await shop.RefundedAtGateway());
    });

    [Fact] public void A_watch_that_was_interrupted_begins_anew() => _world.Run(async () =>
    {
        var (shop, patrol) = await Standing();
        await Look(patrol, Options.RefundGiveUpAfter - Options.Period);
        // The database was away, or another silo held the lease and died: it was nudged by nobody.
        await _world.Wait(60);
        await Look(patrol, Options.RefundGiveUpAfter - Options.Period);
        Assert.Equal(RefundStatus.Reserved, (await shop.Refund("c-1").Get())!.Status);

        await Look(patrol, 2 * Options.Period);
        Assert.Equal(RefundStatus.NeedsOperator, (await shop.Refund("c-1").Get())!.Status);
    });

    [Fact] public void It_also_ends_so_when_a_participant_cannot_be_reached() => _world.Run(async () =>
    {
        var (shop, patrol) = await Standing();
        await new EventWriter(_world.Journal, _world.Get<IEventCodec>(), "demo").Unknown(
            "refund-payment", "c-1", "refund-payment.of-a-later-version/1");
        _world.Die();
        Assert.Equal(1, await patrol.Look(default));
        await Look(patrol, Options.RefundGiveUpAfter + Options.Period);
        Assert.Equal("stood-still", (await shop.Refund("c-1").Get())!.Failure);
    });

    [Fact] public void It_is_counted_as_stuck_as_long_as_it_stands() => _world.Run(async () =>
    {
        var (shop, patrol) = await Standing();
        using var stuck = new StuckGauge();
        await patrol.Look(default);
        Assert.Equal(1, stuck.Last);

        await Patrol(new WatchdogModels(shop)).Look(default);
        Assert.Equal(0, stuck.Last);
    });

    private async Task<(RefundShop Shop, RefundPatrol Patrol)> Standing()
    {
        var shop = _world.Shop();
        await shop.Open();
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect);
        _world.Appends = static stream =>
            stream.StartsWith("refund-stock/", StringComparison.Ordinal) ? MemoryFault.FailBefore : MemoryFault.None;
        await shop.AskRefund("c-1");
        await shop.UntilIs("c-1", RefundStatus.Reserved);
        return (shop, Patrol(new WatchdogModels(shop, "c-1") { MovedLongAgo = true }));
    }

    /// <summary>As often as the watchdog does.</summary>
    private async Task Look(RefundPatrol patrol, TimeSpan howLong)
    {
        for (var left = howLong; left > TimeSpan.Zero; left -= Options.Period)
        {
            await patrol.Look(default);
            await _world.Wait(Options.Period.TotalSeconds);
        }
    }

    private RefundPatrol Patrol(WatchdogModels model) => new(
        _world.Grains, model, model, Options, _world.Time, NullLogger<RefundPatrol>.Instance);
}
