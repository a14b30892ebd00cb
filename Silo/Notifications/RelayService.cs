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

    // A message takes at most ten seconds, a pause fifteen.
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly string _holder = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

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
                var head = await feed.Head(stoppingToken);
                if (!await IsOurs() || !await relay.Look(IsOurs, stoppingToken))
                    await feed.WaitBeyond(head, Idle, stoppingToken);
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

        try
        {
            await leases.Release(Lease, _holder, CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            // Then it runs out by itself.
        }

        Task<bool> IsOurs() => leases.TryHold(Lease, _holder, LeaseTerm, stoppingToken);
    }
}
