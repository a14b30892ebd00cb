using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PosSaga.PaymentSimulator;

/// <summary>Opens the books at start, then follows the settings that other silos change.</summary>
internal sealed class GatewaySettingsWatch(
    IGatewayLedger ledger, GatewayControls controls, TimeProvider clock, ILogger<GatewaySettingsWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ledger.Open(cancellationToken);
        await controls.Refresh(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Books in memory or in a file are this process's own: nobody else changes their settings.
        if (ledger is not PostgresGatewayLedger)
            return;
        using var timer = new PeriodicTimer(Period, clock);
        var failed = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                await controls.Refresh(stoppingToken);
                failed = false;
            }
            catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException or IOException)
            {
                if (!failed)
                    log.LogWarning(e, "The gateway's settings cannot be read; the last ones stay in force.");
                failed = true;
            }
    }
}
