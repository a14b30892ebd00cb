using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>Processes that deliver the streams of one journal.</summary>
public interface IPeers
{
    /// <summary>How many there are, this one included, as far as is known here.</summary>
    int Count { get; }
}

/// <summary>How many partitions this process may hold: an equal share while others are coming or going. Then it takes
/// whatever nobody holds, for a process that is there need not be one that delivers.</summary>
internal sealed class PartitionShare(int partitions, IPeers? peers, StreamOptions options, TimeProvider clock)
{
    /// <summary>In terms of a lease: the first for those of a process that died, the others for who comes to take
    /// them.</summary>
    private const int SettlesWithin = 3;

    private int _processes;
    private long _since;

    public int Most()
    {
        var processes = Math.Max(1, peers?.Count ?? 1);
        if (processes != _processes)
            (_processes, _since) = (processes, clock.GetTimestamp());
        return clock.GetElapsedTime(_since) < SettlesWithin * options.LeaseTerm
            ? (partitions + processes - 1) / processes
            : partitions;
    }
}
