using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Sagas;

namespace PosSaga.Silo.Watchdog;

/// <summary>Resumes sagas that a dead process left behind. Every silo sweeps once when it starts, with or without the
/// lease, because its own previous process may still hold it. After that one silo sweeps for all.</summary>
public sealed class SagaRecoverySweep(
    Patrol patrol, IUnfinishedSagas unfinished, IJournalFeed feed, ILeases leases, WatchdogOptions options,
    TimeProvider clock, ILogger<SagaRecoverySweep> log, ISagaCensus? census = null)
    : RecoverySweep("saga-watchdog", options.Period, leases, options, clock, log)
{
    private static readonly Meter Meter = new(SagaMetrics.MeterName);
    private static readonly Gauge<long> Waiting = Meter.CreateGauge<long>("saga_waiting_count");
    private static readonly Gauge<long> NeedsOperator = Meter.CreateGauge<long>("saga_needs_operator_count");

    private readonly WatchdogOptions _options = options;
    private readonly ILogger _log = log;
    private long? _headAtStart;
    private bool _looked;

    /// <summary>True once every saga with events from before this process started has been looked at.</summary>
    public bool HasSeenThePast { get; private set; }

    protected override TimeSpan Pause => HasSeenThePast ? base.Pause : _options.CatchUpPeriod;

    protected override async Task Sweep(CancellationToken cancellation)
    {
        await patrol.ResumeSagas(_options.StuckAfter, cancellation);
        if (census is not null)
            Show(await census.Now(cancellation));
    }

    protected override void StandBy() => Show(default);

    // The read model lags, so this sweeps twice: at once, and again when it has everything from before the start. A
    // saga that could not be reached causes another sweep.
    protected override async Task LookBack(CancellationToken cancellation)
    {
        if (HasSeenThePast)
            return;
        _headAtStart ??= await feed.Head(cancellation);
        var seen = await unfinished.HasSeen(_headAtStart.Value, cancellation);
        if (_looked && !seen)
            return;
        var failures = await patrol.ResumeSagas(TimeSpan.Zero, cancellation);
        (_looked, HasSeenThePast) = (failures == 0, seen && failures == 0);
        if (HasSeenThePast)
            _log.LogInformation("Every saga up to position {Position} has been looked at", _headAtStart);
    }

    private static void Show(SagaCensus now)
    {
        Waiting.Record(now.Waiting);
        NeedsOperator.Record(now.NeedsOperator);
    }
}
