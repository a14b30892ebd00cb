using Microsoft.Extensions.Logging;
using Orleans;
using PosSaga.Silo.Health;

namespace PosSaga.Silo;

/// <summary>How many silos this front end is connected to, and what that means for calls under way.</summary>
internal sealed class SiloConnections(TimeProvider clock, ILogger<SiloConnections> log) : IDependencyCheck, IDisposable
{
    // Whoever can still answer does so within this; what is open after it went down with its silo.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private volatile int _connected;
    private CancellationTokenSource _underWay = new();

    /// <summary>Cancelled some time after a silo was lost, for all calls that began before.</summary>
    public CancellationToken UnderWay => Volatile.Read(ref _underWay).Token;

    public Task<Dependency> Look() => Task.FromResult(_connected > 0
        ? new Dependency("silos", HealthState.Ok, $"connected to {_connected}")
        : new Dependency("silos", HealthState.Failed, "none can be reached"));

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
