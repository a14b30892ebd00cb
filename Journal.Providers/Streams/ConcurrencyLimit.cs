namespace PosSaga.Journal.Providers;

/// <summary>Limits concurrent work, first come first served. Not a SemaphoreSlim, because that continues its waiters
/// on the thread pool, where a simulation cannot follow.</summary>
internal sealed class ConcurrencyLimit(int max)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _free = max;
    private bool _isDisabled;

    public Task Enter()
    {
        lock (_lock)
        {
            if (_isDisabled || _free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }
            // Asynchronous, so that Exit does not run the waiter's code in place.
            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiting);
            return waiting.Task;
        }
    }

    public void Exit()
    {
        TaskCompletionSource? next;
        lock (_lock)
            if (!_waiting.TryDequeue(out next))
                _free++;
        next?.TrySetResult();
    }

    /// <summary>Ends the limit for those that wait and all that follow.</summary>
    public void Disable()
    {
        TaskCompletionSource[] waiting;
        lock (_lock)
        {
            _isDisabled = true;
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        foreach (var one in waiting)
            one.TrySetResult();
    }
}
