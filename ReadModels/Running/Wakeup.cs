namespace PosSaga.ReadModels.Running;

/// <summary>Somebody waits for the models: the pause between two batches ends.</summary>
internal sealed class Wakeup
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Signal()
    {
        lock (_lock)
            _wanted.TrySetResult();
    }

    /// <summary>Completes at the next signal after this call, or after <paramref name="pause"/>.</summary>
    public async Task Pause(TimeSpan pause, TimeProvider clock, CancellationToken cancellation)
    {
        Task wanted;
        lock (_lock)
        {
            if (_wanted.Task.IsCompleted)
                _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
            wanted = _wanted.Task;
        }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(wanted, Task.Delay(pause, clock, end.Token));
        await end.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }
}
