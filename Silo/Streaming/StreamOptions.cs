namespace PosSaga.Silo.Streaming;

/// <summary>Bound from the section <c>Streams</c>.</summary>
public sealed class StreamOptions
{
    /// <summary>Of one event at one subscriber, before it is put aside. An outage of the journal is nobody's fault and
    /// does not count.</summary>
    public int AttemptsMax { get; set; } = 5;

    /// <summary>After the first failure; each further pause is four times as long.</summary>
    public TimeSpan RetryDelayMin { get; set; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Deliveries at the same time, per partition. With eight of them 2,048: as many as may wait for a payment
    /// gateway that has stopped answering, so that they do not keep others from being delivered.</summary>
    public int InFlightMax { get; set; } = 256;

    /// <summary>Deliveries read and not yet done, per partition. An event is a kilobyte or so: 16 MB in all.</summary>
    public int WindowMax { get; set; } = 2_048;

    /// <summary>Events per read of the feed.</summary>
    public int PageMax { get; set; } = 1_000;

    /// <summary>Between two checkpoints of a partition; what was handled since is delivered again after a
    /// crash.</summary>
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The same while nothing of the partition was published.</summary>
    public TimeSpan IdleCheckpointEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long another process waits before it takes over from one that died. Two that believe to hold a
    /// partition do no harm, only double work.</summary>
    public TimeSpan LeaseTerm { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often leases and checkpoints are looked after.</summary>
    public TimeSpan KeepEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a stop waits for what is being delivered.</summary>
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Streams that may be blocked by dead letters. Beyond it nothing more is put aside: something is wrong
    /// with everything, and delivery stands still rather than fill the table.</summary>
    public int BlockedStreamsMax { get; set; } = 100_000;

    /// <summary>0 to below 1, for jitter; a simulation draws from its seed.</summary>
#pragma warning disable CA5394 // Jitter is no secret.
    public Func<double> Random { get; set; } = System.Random.Shared.NextDouble;
#pragma warning restore CA5394
}
