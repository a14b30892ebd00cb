using PosSaga.Journal;

namespace PosSaga.ReadModels.Running;

/// <summary>Partitions of one model that met an event they cannot fold. They stand still, loudly, and try again with
/// longer and longer pauses (a deployment may have brought the reader that knows the event); the others go
/// on.</summary>
internal sealed class PartitionBackoff(int partitions, ReadModelOptions options, TimeProvider clock)
{
    private readonly TimeSpan[] _pauses = new TimeSpan[partitions];
    private readonly DateTimeOffset[] _until = new DateTimeOffset[partitions];
    private int _failed;

    public bool IsStopped(int partition) => _failed > 0 && _until[partition] > clock.GetUtcNow();

    public bool HasFailed(int partition) => _pauses[partition] > TimeSpan.Zero;

    public string Stop(Applied.Poisoned poison)
    {
        var (e, error) = (poison.Event, poison.Error);
        var first = _pauses[e.Partition] == TimeSpan.Zero;
        _failed += first ? 1 : 0;
        var pause = first ? options.RetryDelayMin : _pauses[e.Partition] * 2;
        _pauses[e.Partition] = pause < options.RetryDelayMax ? pause : options.RetryDelayMax;
        _until[e.Partition] = clock.GetUtcNow() + _pauses[e.Partition];
        return $"Partition {e.Partition} stopped before event {e.Position} ({e.Type}, {e.Stream}@{e.Version}): "
            + error.Message;
    }

    public void Recovered(int partition)
    {
        _failed -= HasFailed(partition) ? 1 : 0;
        (_pauses[partition], _until[partition]) = (TimeSpan.Zero, default);
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
