namespace PosSaga.ReadModels.Running;

/// <param name="Owned">This process runs the model; otherwise only the database knows how far it is.</param>
/// <param name="Stopped">Partitions that do not go on by themselves: they met an event that they cannot fold, or the
/// whole model has been in error for a while.</param>
/// <param name="Since">When <paramref name="Error"/>, or its absence, began.</param>
internal sealed record ProjectionStatus(
    bool Owned, long[] Positions, IReadOnlyList<int> Stopped, string? Error, DateTimeOffset Since);

/// <summary>How far one model is, as far as this process knows: told by its runner, read by freshness and
/// status.</summary>
internal sealed class ModelProgress(int partitions, Wakeup wakeup, TimeProvider clock)
{
    // The next try may get over it; what lasts longer needs a person.
    private static readonly TimeSpan Passing = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly long[] _positions = new long[partitions];
    private readonly string?[] _errors = new string?[partitions];
    private readonly List<(long Position, TaskCompletionSource Reached)> _waiters = [];
    private string? _error;
    private DateTimeOffset _since = clock.GetUtcNow();
    private DateTimeOffset _failingSince;
    private bool _owned;
    private bool _stands;

    /// <summary>Held by whoever moves the live generation: the runner for a batch, a rebuild for its
    /// comparison.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public void Advance(long[] positions)
    {
        lock (_lock)
        {
            positions.CopyTo(_positions, 0);
            _stands = true;
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
            Change(ref _errors[partition], error);
    }

    /// <summary>Of the model as a whole: the database or the journal is away.</summary>
    public void Fail(string? error)
    {
        lock (_lock)
        {
            if (_error is null)
                _failingSince = clock.GetUtcNow();
            Change(ref _error, error);
        }
    }

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

    public ProjectionStatus Look()
    {
        lock (_lock)
        {
            var error = string.Join(" ", _errors.Prepend(_error).Where(error => error is not null));
            var isStill = _error is not null && clock.GetUtcNow() - _failingSince > Passing;
            var stopped = Enumerable.Range(0, partitions)
                .Where(partition => isStill || _errors[partition] is not null);
            return new ProjectionStatus(_owned && _stands, [.. _positions], [.. stopped], error.Length == 0 ? null : error, _since);
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

    private void Change(ref string? known, string? error)
    {
        if (known == error)
            return;
        known = error;
        _since = clock.GetUtcNow();
    }
}
