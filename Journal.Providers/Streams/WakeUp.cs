namespace PosSaga.Journal.Providers;

/// <summary>Tells one who waits that there is something to look at again.</summary>
internal sealed class WakeUp
{
    private TaskCompletionSource _next = new();

    /// <summary>Completes with the next signal; taken before looking, so that no signal falls in between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Signal() => Interlocked.Exchange(ref _next, new TaskCompletionSource()).TrySetResult();

    /// <summary>Until the signal that was taken comes, or something else that is waited for, or the time is
    /// over.</summary>
    /// <param name="other">Is cancelled when the wait is over. What makes it fail is thrown: whoever waits again at once
    /// would otherwise never pause.</param>
    public static async Task Wait(
        Task next, TimeSpan max, TimeProvider clock, CancellationToken stop,
        Func<CancellationToken, Task>? other = null)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var ended = await Task.WhenAny(next, other?.Invoke(end.Token) ?? Task.Delay(max, clock, end.Token));
#pragma warning disable CA1849 // CancelAsync hops to the thread pool, where a simulation could not follow.
        end.Cancel();
#pragma warning restore CA1849
        // What signals has something else to do than what follows here.
        await Task.Yield();
        if (ended.IsFaulted)
            await ended;
    }
}
