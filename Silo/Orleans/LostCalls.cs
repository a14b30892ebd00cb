using Orleans;

namespace PosSaga.Silo;

/// <summary>Ends calls that went down with a silo: the runtime's client tells nobody, and would let them wait for their
/// full limit. Whether they took effect is unknown, so none is sent again from here; the caller knows what it may
/// repeat.</summary>
internal sealed class LostCalls(SiloConnections gateways) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var underWay = gateways.UnderWay;
        var call = context.Invoke();
        try
        {
            await call.WaitAsync(underWay);
        }
        catch (OperationCanceledException) when (underWay.IsCancellationRequested && !call.IsCompleted)
        {
            // Its late failure is nobody's concern any more.
            _ = call.ContinueWith(
                static lost => _ = lost.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw new TimeoutException($"The silo that {context.InterfaceName}.{context.MethodName} went to is gone.");
        }
    }
}
