using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Orleans;
using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Silo.Watchdog;

/// <summary>One sweep over refunds that do not move and claims with a pending action. They are resumed; a refund that
/// does not move for long gets an operator. Every call is idempotent, so two sweeps at once do no harm.</summary>
public sealed class RefundPatrol(
    IGrainFactory grains, IUnfinishedRefunds unfinished, IUnfinishedClaims claims, WatchdogOptions options,
    TimeProvider clock, ILogger<RefundPatrol> log, IRefundCensus? census = null)
{
    private const string StoodStill = "stood-still";

    private static readonly Meter Meter = new(SagaMetrics.MeterName);
    private static readonly Gauge<long> Stuck = Meter.CreateGauge<long>("refunds_stuck_count");
    private static readonly Gauge<long> Waiting = Meter.CreateGauge<long>("refund_waiting_count");
    private static readonly Gauge<long> NeedsOperator = Meter.CreateGauge<long>("refund_needs_operator_count");

    private DateTimeOffset _operatorsAt = DateTimeOffset.MinValue;
    private DateTimeOffset _watchedSince;
    private DateTimeOffset _lookedAt = DateTimeOffset.MinValue;

    /// <summary>How many could not be reached.</summary>
    public async Task<int> Look(CancellationToken cancellation) =>
        await NudgeRefunds(cancellation) + await NudgeClaims(cancellation);

    /// <summary>Another silo sweeps: clears this silo's gauges, which would otherwise be shown beside that
    /// silo's.</summary>
    public static void StandBy()
    {
        Stuck.Record(0);
        Show(default);
    }

    private async Task<int> NudgeRefunds(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        // Nothing was resumed while no sweep ran: before a start, or while the database was away. So the time to give
        // up starts again.
        if (now - _lookedAt > options.Period + options.StuckAfter)
            _watchedSince = now;
        // Refunds that need an operator are resumed less often, in case their obstacle is gone.
        var operatorsToo = now - _operatorsAt >= options.OperatorNudgePeriod;
        if (operatorsToo)
            _operatorsAt = now;

        var (failures, stuck) = (0, 0);
        for (RefundKey? after = null; ;)
        {
            var page = await unfinished.OlderThan(options.StuckAfter, after, options.Page, cancellation);
            var due = page.Where(refund => operatorsToo || !refund.NeedsOperator).ToList();
            failures += await Bounded.ForEach(due, refund => Nudge(refund, now), options, log, cancellation);
            stuck += page.Count;
            if (page.Count < options.Page)
                break;
            after = page[^1].Key;
        }

        Stuck.Record(stuck);
        if (census is not null)
            Show(await census.Now(cancellation));
        _lookedAt = clock.GetUtcNow();
        return failures;
    }

    private static void Show(RefundCensus now)
    {
        Waiting.Record(now.Waiting);
        NeedsOperator.Record(now.NeedsOperator);
    }

    private async Task Nudge(UnfinishedRefund refund, DateTimeOffset now)
    {
        var key = GrainKeys.Of(refund.Key.Tenant, refund.Key.Id);
        try
        {
            await Task.WhenAll(
                grains.GetGrain<IRefundPaymentGrain>(key).Resume(), grains.GetGrain<IRefundStockGrain>(key).Resume());
        }
        finally
        {
            // Also when a participant cannot be reached, which is a reason not to move.
            if (!refund.NeedsOperator && now - Later(refund.MovedAt, _watchedSince) >= options.RefundGiveUpAfter)
                await GiveUp(refund, key);
        }
    }

    private async Task GiveUp(UnfinishedRefund refund, string key)
    {
        // The read model lags: the grain ignores this when the refund has moved meanwhile.
        var origin = new Origin(refund.Key.Tenant, Patrol.Actor, refund.Key.Id);
        var answer = await grains.GetGrain<IRefundGrain>(key).GiveUp(origin, StoodStill);
        if (answer.Refusal is { } no)
            log.LogWarning(
                "Refund {Refund} stands still and has no record: {Code}; see the dead letters", key, no.Code);
        else if (!answer.Replayed)
            log.LogWarning("Refund {Refund} has not moved since {MovedAt}: an operator is needed", key, refund.MovedAt);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private async Task<int> NudgeClaims(CancellationToken cancellation)
    {
        var failures = 0;
        for (ClaimKey? after = null; ;)
        {
            var page = await claims.OlderThan(options.StuckAfter, after, options.Page, cancellation);
            failures += await Bounded.ForEach(page, Resume, options, log, cancellation);
            if (page.Count < options.Page)
                return failures;
            after = page[^1];
        }
    }

    private Task Resume(ClaimKey claim) =>
        grains.GetGrain<IClaimGrain>(GrainKeys.Of(claim.Tenant, claim.Id)).Resume();
}
