namespace PosSaga.Journal.Providers;

/// <summary>Wakes a loop that waits for work.</summary>
internal sealed class AsyncSignal
{
    private TaskCompletionSource _next = new();

    /// <summary>Completes with the next signal. To be read before looking for work, so that no signal is
    /// missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Signal() => Interlocked.Exchange(ref _next, new TaskCompletionSource()).TrySetResult();

    /// <summary>Waits for <paramref name="next"/>, and for <paramref name="other"/> or else at most
    /// <paramref name="max"/>.</summary>
    /// <param name="other">Cancelled when the wait is over. Its error is thrown; else a loop whose wait fails would
    /// spin.</param>
    public static async Task Wait(
        Task next, TimeSpan max, TimeProvider clock, CancellationToken stop,
        Func<CancellationToken, Task>? other = null)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var ended = await Task.WhenAny(next, other?.Invoke(end.Token) ?? Task.Delay(max, clock, end.Token));
#pragma warning disable CA1849 // CancelAsync continues on the thread pool, where a simulation cannot follow.
        end.Cancel();
#pragma warning restore CA1849
        // So that Signal does not run the loop's code in place.
        await Task.Yield();
        if (ended.IsFaulted)
            await ended;
    }
}
