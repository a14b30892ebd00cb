using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Orleans;

namespace PosSaga.Silo;

/// <summary>How many silos this front end is connected to, and what that means for calls under way.</summary>
internal sealed class SiloConnections(TimeProvider clock, ILogger<SiloConnections> log) : IHealthCheck, IDisposable
{
    // Whoever can still answer does so within this; what is open after it went down with its silo.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private volatile int _connected;
    private CancellationTokenSource _underWay = new();

    /// <summary>Cancelled some time after a silo was lost, for all calls that began before.</summary>
    public CancellationToken UnderWay => Volatile.Read(ref _underWay).Token;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(_connected > 0
            ? HealthCheckResult.Healthy($"connected to {_connected}")
            : HealthCheckResult.Unhealthy("none can be reached"));

    public void Changed(object? sender, GatewayCountChangedEventArgs change)
    {
        _connected = change.NumberOfConnectedGateways;
        log.LogInformation(
            "Connected to {Silos} silos, before to {Before}", _connected, change.PreviousNumberOfConnectedGateways);
        if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways)
            _ = GiveUp(Interlocked.Exchange(ref _underWay, new CancellationTokenSource()));
    }

    public void Dispose() => _underWay.Dispose();

    private async Task GiveUp(CancellationTokenSource before)
    {
        await Task.Delay(Grace, clock);
        await before.CancelAsync();
        // Not disposed of: calls may still be reading its token.
    }
}
