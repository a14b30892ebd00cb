using Orleans;

namespace PosSaga.Tests.Runtime;

/// <summary>A client's calls. Those that went down with all silos are given up at once: the runtime's client would let
/// them wait for their full limit, in real time.</summary>
internal sealed class CallsUnderWay : IOutgoingGrainCallFilter
{
    private TaskCompletionSource _lost = new();

    public void GiveUp() => Interlocked.Exchange(ref _lost, new TaskCompletionSource()).SetResult();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var lost = Volatile.Read(ref _lost).Task;
        var call = context.Invoke();
        if (await Task.WhenAny(call, lost) == call)
        {
            await call;
            return;
        }
        // Its late failure is nobody's concern any more.
        _ = call.ContinueWith(
            static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        throw new TimeoutException($"The silo that {context.InterfaceName}.{context.MethodName} went to is gone.");
    }
}
