using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>When something that failed is tried again.</summary>
internal sealed class RetryTimer(Backoff backoff, TimeProvider clock)
{
    private DateTimeOffset _nextTry;

    /// <summary>In a row.</summary>
    public int Failures { get; private set; }

    public bool HasFailed => Failures > 0;

    public bool IsPausing => _nextTry > clock.GetUtcNow();

    /// <summary>Negative once the next try is due.</summary>
    public TimeSpan Remaining => _nextTry - clock.GetUtcNow();

    /// <returns>The delay before the next try.</returns>
    public TimeSpan Fail()
    {
        var delay = backoff.Delay(++Failures);
        _nextTry = clock.GetUtcNow() + delay;
        return delay;
    }

    public void Succeed() => (Failures, _nextTry) = (0, default);
}

/// <summary>Partitions of one model that met an event they cannot fold. Each is tried again after growing pauses,
/// because a deployment may bring code that knows the event; the other partitions go on.</summary>
internal sealed class StoppedPartitions(int partitions, ReadModelOptions options, TimeProvider clock)
{
    private static readonly TimeSpan RemainingMin = TimeSpan.FromMilliseconds(1);

    private readonly RetryTimer[] _partitions =
        [.. Enumerable.Range(0, partitions).Select(_ => new RetryTimer(options.Backoff, clock))];

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
