using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>Runs the relay in the process that holds the lease.</summary>
public sealed class RelayService(
    OutboxRelay relay, IJournalFeed feed, ILeases leases, TimeProvider clock,
    ILogger<RelayService> log) : BackgroundService
{
    private const string Lease = "outbox-relay";

    // Longer than a message may take (30 s) plus the time since the last renewal at its start (10 s).
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewedEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly string _holder = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
    private long? _renewedAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the silo accepts its first order, so that the mail of all its events is sent.
        await relay.Initialize(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Step(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                // The database is away, or an event cannot be read: logged, and tried again after a pause.
                log.LogWarning(error, "The outbox could not be carried on");
                await Task.Delay(Idle, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await ReleaseLease();
    }

    // Releases the lease also when the mail in flight fails: otherwise no process sends for a minute.
    private async Task ReleaseLease()
    {
        try
        {
            await relay.Stop();
        }
        catch (Exception error)
        {
            log.LogWarning(error, "What was sent last could not be noted and may be sent again");
        }

        try
        {
            await leases.Release(Lease, _holder, CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            // The lease ends by itself.
        }
    }

    private async Task Step(CancellationToken cancellation)
    {
        var head = await feed.Head(cancellation);
        if (!await HoldLease(cancellation))
        {
            await relay.Stop();
            await feed.WaitBeyond(head, Idle, cancellation);
        }
        else if (!await relay.RunOnce(cancellation))
            await relay.WaitForWork(head, Idle, cancellation);
    }

    private async Task<bool> HoldLease(CancellationToken cancellation)
    {
        if (_renewedAt is { } at && clock.GetElapsedTime(at) < RenewedEvery)
            return true;
        var (asked, isNew) = (clock.GetTimestamp(), _renewedAt is null);
        _renewedAt = null;
        if (!await leases.TryHold(Lease, _holder, LeaseTerm, cancellation))
            return false;
        if (isNew)
            await relay.EnqueueFormerlyDeferred(cancellation);
        _renewedAt = asked;
        return true;
    }
}
