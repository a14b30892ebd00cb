namespace PosSaga.ReadModels;

/// <param name="IsOwned">This process runs the model; otherwise only the database has its positions.</param>
/// <param name="Stopped">Partitions that may stay behind until an operator acts: they met an event that they cannot
/// fold, or the whole model has failed for a while.</param>
/// <param name="Since">When <paramref name="Error"/>, or its absence, began.</param>
internal sealed record ModelStatus(
    bool IsOwned, long[] Positions, IReadOnlyList<int> Stopped, string? Error, DateTimeOffset Since);

/// <summary>Positions and errors of one model in this process: written by its runner, read by freshness and
/// status.</summary>
internal sealed class ModelProgress(int partitions, Wakeup wakeup, TimeProvider clock)
{
    // Retries usually end a shorter failure by themselves.
    private static readonly TimeSpan TransientMax = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly long[] _positions = new long[partitions];
    private readonly string?[] _partitionErrors = new string?[partitions];
    private readonly List<(long Position, TaskCompletionSource Reached)> _waiters = [];
    private string? _error;
    private DateTimeOffset _since = clock.GetUtcNow();
    private DateTimeOffset _failingSince;
    private bool _isOwned;
    private bool _hasPositions;

    /// <summary>Held while the live generation moves: by the runner for a batch, by a rebuild for its
    /// comparison.</summary>
    public SemaphoreSlim WriteLock { get; } = new(1, 1);

    public bool HasWaiters
    {
        get
        {
            lock (_lock)
                return _waiters.Count > 0;
        }
    }

    public void Advance(long[] positions)
    {
        lock (_lock)
        {
            positions.CopyTo(_positions, 0);
            _hasPositions = true;
            if (_waiters.Count == 0)
                return;
            var reached = _positions.Min();
            foreach (var waiter in _waiters.FindAll(waiter => waiter.Position <= reached))
            {
                waiter.Reached.TrySetResult();
                _waiters.Remove(waiter);
            }
        }
    }

    public void SetOwned(bool isOwned)
    {
        lock (_lock)
            _isOwned = isOwned;
    }

    public void SetError(int partition, string? error)
    {
        lock (_lock)
            Change(ref _partitionErrors[partition], error);
    }

    /// <summary>An error of the model as a whole, such as an outage of the database.</summary>
    public void SetError(string? error)
    {
        lock (_lock)
        {
            if (_error is null)
                _failingSince = clock.GetUtcNow();
            Change(ref _error, error);
        }
    }

    /// <summary>Completes when all partitions are at the position. Null unless this process runs the model.</summary>
    public Task? WaitFor(long position)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!_isOwned)
                return null;
            if (_positions.Min() >= position)
                return Task.CompletedTask;
            _waiters.Add((position, reached));
        }
        wakeup.Signal();
        return reached.Task;
    }

    /// <summary>Forgets a task of <see cref="WaitFor"/> that nobody awaits any more.</summary>
    public void Remove(Task waiter)
    {
        lock (_lock)
            _waiters.RemoveAll(waiting => waiting.Reached.Task == waiter);
    }

    public ModelStatus Status()
    {
        lock (_lock)
        {
            var error = string.Join(" ", _partitionErrors.Prepend(_error).Where(error => error is not null));
            var hasFailed = _error is not null && clock.GetUtcNow() - _failingSince > TransientMax;
            var stopped = Enumerable.Range(0, partitions)
                .Where(partition => hasFailed || _partitionErrors[partition] is not null);
            return new ModelStatus(
                _isOwned && _hasPositions, [.. _positions], [.. stopped], error.Length == 0 ? null : error, _since);
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
