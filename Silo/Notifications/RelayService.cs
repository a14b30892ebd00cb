using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

/// <summary>Runs the relay in whichever process holds the lease.</summary>
public sealed class RelayService(
    OutboxRelay relay, IJournalFeed feed, ILeases leases, TimeProvider clock,
    ILogger<RelayService> log) : BackgroundService
{
    private const string Lease = "outbox-relay";

    // A message takes at most thirty seconds, and begins at most ten after the lease was renewed.
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewedEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly string _holder = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
    private long? _renewedAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the silo takes its first order: whatever it tells is sent.
        await relay.Begin(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Turn(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                // The database is away, or an event cannot be read: loud, and the next look tries again.
                log.LogWarning(error, "The outbox could not be carried on");
                await Task.Delay(Idle, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await GiveUpTheLease();
    }

    // Whatever becomes of the mail under way: a lease that is kept silences the other processes for a minute.
    private async Task GiveUpTheLease()
    {
        try
        {
            await relay.Finish();
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
            // Then it runs out by itself.
        }
    }

    private async Task Turn(CancellationToken cancellation)
    {
        var head = await feed.Head(cancellation);
        if (!await IsOurs(cancellation))
        {
            await relay.Finish();
            await feed.WaitBeyond(head, Idle, cancellation);
        }
        else if (!await relay.Look(cancellation))
            await relay.Wait(head, Idle, cancellation);
    }

    private async Task<bool> IsOurs(CancellationToken cancellation)
    {
        if (_renewedAt is { } at && clock.GetElapsedTime(at) < RenewedEvery)
            return true;
        var (asked, isNew) = (clock.GetTimestamp(), _renewedAt is null);
        _renewedAt = null;
        if (!await leases.TryHold(Lease, _holder, LeaseTerm, cancellation))
            return false;
        if (isNew)
            await relay.TakeOver(cancellation);
        _renewedAt = asked;
        return true;
    }
}
