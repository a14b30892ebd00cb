using PosSaga.Journal;

namespace PosSaga.ReadModels.Running;

/// <summary>Partitions of one model that met an event they cannot fold. They stand still, loudly, and try again with
/// longer and longer pauses (a deployment may have brought the reader that knows the event); the others go
/// on.</summary>
internal sealed class PartitionBackoff(int partitions, ReadModelOptions options, TimeProvider clock)
{
    private readonly int[] _failures = new int[partitions];
    private readonly DateTimeOffset[] _until = new DateTimeOffset[partitions];
    private int _failed;

    public bool IsStopped(int partition) => _failed > 0 && _until[partition] > clock.GetUtcNow();

    public bool HasFailed(int partition) => _failures[partition] > 0;

    public string Stop(Applied.Poisoned poison)
    {
        var (e, error) = (poison.Event, poison.Error);
        _failed += _failures[e.Partition] == 0 ? 1 : 0;
        _until[e.Partition] = clock.GetUtcNow() + options.Backoff.Delay(++_failures[e.Partition]);
        return $"Partition {e.Partition} stopped before event {e.Position} ({e.Type}, {e.Stream}@{e.Version}): "
            + error.Message;
    }

    public void Recovered(int partition)
    {
        _failed -= HasFailed(partition) ? 1 : 0;
        (_failures[partition], _until[partition]) = (0, default);
    }

    /// <summary>When the first of the stopped ones tries again; null when none is stopped.</summary>
    public TimeSpan? NextTry()
    {
        TimeSpan? next = null;
        for (var partition = 0; _failed > 0 && partition < partitions; partition++)
        {
            if (!HasFailed(partition))
                continue;
            var left = _until[partition] - clock.GetUtcNow();
            left = left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left;
            next = next is { } sooner && sooner < left ? sooner : left;
        }
        return next;
    }
}
