using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Sagas;

namespace PosSaga.Silo.Watchdog;

/// <summary>Sweeps periodically for one kind of work that a dead process left behind. Each kind has its own lease and
/// concurrency, so that thousands of refunds that wait for a silent gateway do not delay sagas.</summary>
public abstract class RecoverySweep(
    string lease, TimeSpan period, ILeases leases, WatchdogOptions options, TimeProvider clock, ILogger log)
    : BackgroundService
{
    private readonly string _holder = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

    private long? _sweptAt;

    /// <summary>One sweep, if it is due and this process holds the lease; a simulation calls it instead of the
    /// loop.</summary>
    public async Task Look(CancellationToken cancellation)
    {
        await LookBack(cancellation);
        // 0.9, because a timer may fire a little early.
        if (_sweptAt is { } then && clock.GetElapsedTime(then) < period * 0.9)
            return;
        _sweptAt = clock.GetTimestamp();
        if (await leases.TryHold(lease, _holder, options.LeaseTerm, cancellation))
            await Sweep(cancellation);
        else
            StandBy();
    }

    protected abstract Task Sweep(CancellationToken cancellation);

    /// <summary>Another silo sweeps: clears this silo's gauges, which would otherwise be shown beside that
    /// silo's.</summary>
    protected virtual void StandBy()
    {
    }

    /// <summary>Work to do once after a start, with or without the lease.</summary>
    protected virtual Task LookBack(CancellationToken cancellation) => Task.CompletedTask;

    protected virtual TimeSpan Pause => options.Period;

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
                // The database is away, or the silo has not started yet: the host must not stop; the next look tries
                // again.
                SagaMetrics.Error("watchdog", error.GetType().Name);
                log.LogWarning(error, "The sweep {Lease} could not look", lease);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        try
        {
            await leases.Release(lease, _holder, CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            // The lease ends by itself.
        }
    }
}
