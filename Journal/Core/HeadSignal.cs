namespace PosSaga.Journal;

/// <summary>The highest position known to be committed, and who waits for it to move.</summary>
internal sealed class HeadSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _head;

    public long Head => Volatile.Read(ref _head);

    public void Advance(long head)
    {
        TaskCompletionSource moved;
        lock (_lock)
        {
            if (head <= _head)
                return;
            _head = head;
            moved = _moved;
            _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        moved.SetResult();
    }

    public async Task WaitBeyond(long after, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task? timeout = null;
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_head > after)
                    break;
                moved = _moved.Task;
            }
            timeout ??= Task.Delay(patience, clock, end.Token);
            if (await Task.WhenAny(moved, timeout).ConfigureAwait(false) == timeout)
                break;
        }
        cancellation.ThrowIfCancellationRequested();
        if (timeout is not null)
            await end.CancelAsync().ConfigureAwait(false);
    }
}
