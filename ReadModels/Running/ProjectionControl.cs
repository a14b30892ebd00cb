namespace PosSaga.ReadModels;

/// <summary>Pauses and resumes this process's projections between two batches.</summary>
public sealed class ProjectionControl
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

    internal Task WhilePaused(CancellationToken cancellation)
    {
        lock (_lock)
            return _resumed is null ? Task.CompletedTask : _resumed.Task.WaitAsync(cancellation);
    }
}
