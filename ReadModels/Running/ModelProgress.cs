namespace PosSaga.ReadModels.Running;

/// <summary>How far one model is, as far as this process knows: told by its runner, read by freshness and
/// status.</summary>
internal sealed class ModelProgress(string model, int partitions, Wakeup wakeup)
{
    private readonly Lock _lock = new();
    private readonly long[] _positions = new long[partitions];
    private readonly string?[] _errors = new string?[partitions];
    private readonly List<(long Position, TaskCompletionSource Reached)> _waiters = [];
    private string? _error;
    private bool _owned;

    public string Model => model;

    /// <summary>Held by whoever moves the live generation: the runner for a batch, a rebuild for its
    /// comparison.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Journal time of the last event applied.</summary>
    public long LastEventMicros { get; private set; }

    public bool IsRunning { get; set; }

    public bool CaughtUpOnce { get; set; }

    public RebuildProgress? Rebuild { get; set; }

    public void Advance(long[] positions, long lastEventMicros)
    {
        lock (_lock)
        {
            positions.CopyTo(_positions, 0);
            LastEventMicros = Math.Max(LastEventMicros, lastEventMicros);
            if (_waiters.Count == 0)
                return;
            var reached = _positions.Min();
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Position > reached)
                    continue;
                _waiters[i].Reached.TrySetResult();
                _waiters.RemoveAt(i);
            }
        }
    }

    public void Own(bool owned)
    {
        lock (_lock)
            _owned = owned;
    }

    public void Fail(int partition, string? error)
    {
        lock (_lock)
            _errors[partition] = error;
    }

    /// <summary>Of the model as a whole: the database or the journal is away.</summary>
    public void Fail(string? error) => _error = error;

    /// <summary>Null unless this process runs the projections: otherwise only the database knows.</summary>
    public Task? Reached(long position)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_owned)
                return null;
            if (_positions.Min() >= position)
                return Task.CompletedTask;
            _waiters.Add((position, reached));
        }
        wakeup.Signal();
        return reached.Task;
    }

    /// <summary>Somebody's patience ran out.</summary>
    public void Leave(Task waiter)
    {
        lock (_lock)
            _waiters.RemoveAll(waiting => waiting.Reached.Task == waiter);
    }

    public (bool Owned, long[] Positions, string? Error) Look()
    {
        lock (_lock)
        {
            var errors = _errors.Where(error => error is not null).Prepend(_error).Where(error => error is not null);
            var error = string.Join(" ", errors);
            return (_owned, [.. _positions], error.Length == 0 ? null : error);
        }
    }

    public bool HasWaiters
    {
        get
        {
            lock (_lock)
                return _waiters.Count > 0;
        }
    }

    public bool HasStopped
    {
        get
        {
            lock (_lock)
                return _errors.Any(error => error is not null);
        }
    }
}
