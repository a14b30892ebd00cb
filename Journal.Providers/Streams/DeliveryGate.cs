namespace PosSaga.Journal.Providers;

/// <summary>So many at the same time, the others in the order in which they came. Not a semaphore: a simulation cannot
/// follow one to the thread pool.</summary>
internal sealed class DeliveryGate(int max)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _free = max;
    private bool _isOpen;

    public Task Enter()
    {
        lock (_lock)
        {
            if (_isOpen || _free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }
            // Never in place: whoever leaves has something else to do.
            var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiting);
            return waiting.Task;
        }
    }

    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_lock)
            if (!_waiting.TryDequeue(out next))
                _free++;
        next?.TrySetResult();
    }

    /// <summary>For all who wait and all who come.</summary>
    public void Open()
    {
        TaskCompletionSource[] waiting;
        lock (_lock)
        {
            _isOpen = true;
            waiting = [.. _waiting];
            _waiting.Clear();
        }
        foreach (var one in waiting)
            one.TrySetResult();
    }
}
