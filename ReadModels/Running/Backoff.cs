namespace PosSaga.ReadModels;

/// <summary>When something that failed is tried again: after pauses that double from <paramref name="min"/> to
/// <paramref name="max"/>.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max, TimeProvider clock)
{
    private TimeSpan _pause;
    private DateTimeOffset _nextTry;

    public bool HasFailed => _pause > TimeSpan.Zero;

    public bool IsPausing => _nextTry > clock.GetUtcNow();

    /// <summary>Negative once the next try is due.</summary>
    public TimeSpan Remaining => _nextTry - clock.GetUtcNow();

    /// <returns>The pause before the next try.</returns>
    public TimeSpan Fail()
    {
        _pause = !HasFailed ? min : _pause * 2 < max ? _pause * 2 : max;
        _nextTry = clock.GetUtcNow() + _pause;
        return _pause;
    }

    public void Succeed() => (_pause, _nextTry) = (TimeSpan.Zero, default);
}

/// <summary>Partitions of one model that met an event they cannot fold. Each is tried again after growing pauses,
/// because a deployment may bring code that knows the event; the other partitions go on.</summary>
internal sealed class StoppedPartitions(int partitions, ReadModelOptions options, TimeProvider clock)
{
    private static readonly TimeSpan RemainingMin = TimeSpan.FromMilliseconds(1);

    private readonly Backoff[] _partitions = [.. Enumerable.Range(0, partitions).Select(
        _ => new Backoff(options.RetryDelayMin, options.RetryDelayMax, clock))];

    public bool HasFailed(int partition) => _partitions[partition].HasFailed;

    public bool IsStopped(int partition) => _partitions[partition].IsPausing;

    public void Stop(int partition) => _partitions[partition].Fail();

    public void Recover(int partition) => _partitions[partition].Succeed();

    /// <summary>Time to the earliest next try; null when no partition has failed.</summary>
    public TimeSpan? NextTry()
    {
        TimeSpan? next = null;
        foreach (var partition in _partitions)
            if (partition.HasFailed && (next is null || partition.Remaining < next))
                next = partition.Remaining;
        return next < RemainingMin ? RemainingMin : next;
    }
}
