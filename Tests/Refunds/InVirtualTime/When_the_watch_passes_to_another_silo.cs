using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Silo.Watchdog;

namespace PosSaga.Tests.Refunds;

/// <summary>Both silos go on telling their metrics: what stands still must be told by one of them.</summary>
public sealed class When_the_watch_passes_to_another_silo
{
    private static readonly WatchdogOptions Options = new();

    private readonly RefundWorld _world = new();

    [Fact] public void Who_stands_by_counts_nothing() => _world.Run(async () =>
    {
        var model = new WatchdogModels(_world.Shop(), "c-1");
        var (one, other) = (Watchdog(model), Watchdog(model));
        using var stuck = new StuckGauge();
        await one.Look(default);
        Assert.Equal(1, stuck.Last);

        await _world.Wait(Options.LeaseTerm.TotalSeconds + 1);
        await other.Look(default);
        Assert.Equal(1, stuck.Last);
        await one.Look(default);
        Assert.Equal(0, stuck.Last);
    });

    private RefundRecoverySweep Watchdog(WatchdogModels model) => new(
        new RefundPatrol(_world.Grains, model, model, Options, _world.Time, NullLogger<RefundPatrol>.Instance),
        _world.Journal, Options, _world.Time, NullLogger<RefundRecoverySweep>.Instance);
}
