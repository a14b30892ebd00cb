using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Orleans;

namespace PosSaga.Silo;

/// <summary>The number of silos that this front end is connected to, and a signal for calls to a lost one.</summary>
internal sealed class SiloConnections(TimeProvider clock, ILogger<SiloConnections> log) : IHealthCheck, IDisposable
{
    // A call that a living silo answers ends within this; what is open after it went to the lost silo.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private volatile int _connected;
    private CancellationTokenSource _lost = new();

    /// <summary>For calls that begin now: cancelled two seconds after a silo is lost.</summary>
    public CancellationToken Lost => Volatile.Read(ref _lost).Token;

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
            _ = CancelCalls(Interlocked.Exchange(ref _lost, new CancellationTokenSource()));
    }

    public void Dispose() => _lost.Dispose();

    private async Task CancelCalls(CancellationTokenSource before)
    {
        await Task.Delay(Grace, clock);
        await before.CancelAsync();
        // Not disposed, because calls may still read its token.
    }
}
