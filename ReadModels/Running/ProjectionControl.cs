namespace PosSaga.ReadModels.Running;

internal sealed class ProjectionControl : IProjectionControl
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _resumed;

    public bool IsPaused
    {
        get
        {
            lock (_lock)
                return _resumed is not null;
        }
    }

    public void Pause()
    {
        lock (_lock)
            _resumed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        lock (_lock)
        {
            _resumed?.TrySetResult();
            _resumed = null;
        }
    }

    public Task WhilePaused(CancellationToken cancellation)
    {
        lock (_lock)
            return _resumed is null ? Task.CompletedTask : _resumed.Task.WaitAsync(cancellation);
    }
}
