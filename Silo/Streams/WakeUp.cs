namespace PosSaga.Silo.Streams;

/// <summary>Tells one who waits that there is something to look at again.</summary>
internal sealed class WakeUp
{
    private TaskCompletionSource _next = new();

    /// <summary>Completes with the next signal; taken before looking, so that no signal falls in between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Signal() => Interlocked.Exchange(ref _next, new TaskCompletionSource()).TrySetResult();
}
