using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Sagas;

namespace PosSaga.Silo.Watchdog;

/// <summary>Looks for sagas that a dead process left behind. Every silo looks once when it starts, lease or not: its
/// own previous life may still hold the lease. From then on one silo looks for all, at refunds and claims
/// too.</summary>
public sealed class SagaWatchdog(
    Patrol patrol, IUnfinishedSagas unfinished, IJournalFeed feed, ILeases leases, WatchdogOptions options,
    TimeProvider clock, ILogger<SagaWatchdog> log, RefundPatrol? refunds = null) : BackgroundService
{
    private const string Lease = "saga-watchdog";

    private readonly string _holder = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

    private long? _headAtStart;
    private bool _looked;
    private bool _caughtUp;
    private long? _resumedAt;
    private long? _expiredAt;

    /// <summary>True once everything that was journaled before this process started has been looked at.</summary>
    public bool HasSeenThePast => _caughtUp;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                // The database is away, or the silo is not there yet: the host lives on, the next look tries again.
                SagaMetrics.Error("watchdog", error.GetType().Name);
                log.LogWarning(error, "The watchdog could not look");
            }

            await Task.Delay(_caughtUp ? options.Period : options.CatchUpPeriod, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            await leases.Release(Lease, _holder, CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            // Then it runs out by itself.
        }
    }

    /// <summary>One look; also what a simulation calls instead of the loop.</summary>
    public async Task Look(CancellationToken cancellation)
    {
        if (!_caughtUp)
            await LookBack(cancellation);
        if (!Due(ref _resumedAt, options.Period))
            return;
        if (!await leases.TryHold(Lease, _holder, options.LeaseTerm, cancellation))
        {
            RefundPatrol.StandBy();
            return;
        }

        await patrol.ResumeSagas(options.StuckAfter, cancellation);
        if (refunds is not null)
            await refunds.Look(cancellation);
        if (Due(ref _expiredAt, options.ReservationPeriod))
            await patrol.ExpireReservations(cancellation);
    }

    private bool Due(ref long? last, TimeSpan period)
    {
        // A timer may come a little early.
        if (last is { } then && clock.GetElapsedTime(then) < period * 0.9)
            return false;
        last = clock.GetTimestamp();
        return true;
    }

    // The read model lags, or stood still: what it shows now is resumed now, and once it has seen all that was
    // journaled before we came, what it shows then. A saga that could not be reached keeps us here.
    private async Task LookBack(CancellationToken cancellation)
    {
        _headAtStart ??= await feed.Head(cancellation);
        var seen = await unfinished.HasSeen(_headAtStart.Value, cancellation);
        if (_looked && !seen)
            return;
        var failures = await patrol.ResumeSagas(TimeSpan.Zero, cancellation);
        (_looked, _caughtUp) = (failures == 0, seen && failures == 0);
        if (_caughtUp)
            log.LogInformation("Every saga up to position {Position} has been looked at", _headAtStart);
    }
}
