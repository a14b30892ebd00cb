using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Sagas;

namespace PosSaga.Silo.Watchdog;

/// <summary>Looks again and again for one kind of work that a dead process left behind. Each kind has its own lease and
/// its own lanes: three thousand refunds that wait for a silent gateway do not keep anybody from the sagas.</summary>
public abstract class RecoverySweep(
    string lease, TimeSpan period, ILeases leases, WatchdogOptions options, TimeProvider clock, ILogger log)
    : BackgroundService
{
    private readonly string _holder = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

    private long? _sweptAt;

    /// <summary>One look; also what a simulation calls instead of the loop.</summary>
    public async Task Look(CancellationToken cancellation)
    {
        await LookBack(cancellation);
        // A timer may come a little early.
        if (_sweptAt is { } then && clock.GetElapsedTime(then) < period * 0.9)
            return;
        _sweptAt = clock.GetTimestamp();
        if (await leases.TryHold(lease, _holder, options.LeaseTerm, cancellation))
            await Sweep(cancellation);
        else
            StandBy();
    }

    protected abstract Task Sweep(CancellationToken cancellation);

    /// <summary>Another silo sweeps: what was last seen here must not stay on the operators' page beside what it
    /// sees.</summary>
    protected virtual void StandBy()
    {
    }

    /// <summary>What has to be done once after a start, lease or not.</summary>
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
                // The database is away, or the silo is not there yet: the host lives on, the next look tries again.
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
            // Then it runs out by itself.
        }
    }
}
