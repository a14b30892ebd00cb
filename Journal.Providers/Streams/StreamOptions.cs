namespace PosSaga.Journal.Providers;

/// <summary>Bound from the section <c>Streams</c>.</summary>
public sealed class StreamOptions
{
    /// <summary>Of one event at one subscriber, before it is put aside. An outage of the journal or of a silo is
    /// nobody's fault and does not count.</summary>
    public int AttemptsMax { get; set; } = 5;

    /// <summary>The same for calls that ran into the cluster's limit, 30 s each: longer in all than a payment gateway
    /// that has stopped answering holds the turn of a refund.</summary>
    public int TimeoutsMax { get; set; } = 20;

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

    /// <summary>How often checkpoints are looked after.</summary>
    public TimeSpan KeepEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a partition that is given back waits for what is being delivered. What does not end by then is
    /// delivered again by its next holder.</summary>
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Queues, each with an agent of its own, for each partition.</summary>
    public int QueuesPerPartition { get; set; } = 4;

    /// <summary>A stream with something to deliver that nobody looks after for so long is handed out again.</summary>
    public TimeSpan NudgeAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Streams that may be blocked by dead letters. Beyond it nothing more is put aside: something is wrong
    /// with everything, and delivery stands still rather than fill the table.</summary>
    public int BlockedStreamsMax { get; set; } = 100_000;

    /// <summary>0 to below 1, for jitter; a simulation draws from its seed.</summary>
#pragma warning disable CA5394 // Jitter is no secret.
    public Func<double> Random { get; set; } = System.Random.Shared.NextDouble;
#pragma warning restore CA5394

    /// <summary>Of the cluster's calls.</summary>
    internal TimeSpan CallLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <exception cref="JournalConfigurationException">A value would make the delivery stand still or spin; the message
    /// names its key.</exception>
    public void Validate()
    {
        AtLeast(AttemptsMax, 1, nameof(AttemptsMax));
        AtLeast(TimeoutsMax, 1, nameof(TimeoutsMax));
        AtLeast(InFlightMax, 1, nameof(InFlightMax));
        AtLeast(WindowMax, 1, nameof(WindowMax));
        AtLeast(PageMax, 1, nameof(PageMax));
        AtLeast(QueuesPerPartition, 1, nameof(QueuesPerPartition));
        AtLeast(RetryDelayMin, TimeSpan.FromMilliseconds(1), nameof(RetryDelayMin));
        AtLeast(RetryDelayMax, RetryDelayMin, nameof(RetryDelayMax));
        AtLeast(CheckpointEvery, TimeSpan.FromMilliseconds(1), nameof(CheckpointEvery));
        AtLeast(IdleCheckpointEvery, TimeSpan.FromMilliseconds(1), nameof(IdleCheckpointEvery));
        AtLeast(KeepEvery, TimeSpan.FromMilliseconds(1), nameof(KeepEvery));
        AtLeast(StopPatience, TimeSpan.Zero, nameof(StopPatience));
        AtLeast(NudgeAfter, TimeSpan.FromMilliseconds(100), nameof(NudgeAfter));
        AtLeast(BlockedStreamsMax, 1, nameof(BlockedStreamsMax));
    }

    private static void AtLeast<T>(T value, T min, string name) where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0)
            throw new JournalConfigurationException($"Streams:{name} is {value}; it must be at least {min}.");
    }
}
