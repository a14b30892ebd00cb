namespace PosSaga.Journal.Providers;

/// <summary>Bound from the section <c>Streams</c>.</summary>
public sealed class StreamOptions
{
    /// <summary>Failed attempts to deliver an event to a subscriber before it is parked. Outages of the journal or of
    /// a silo do not count.</summary>
    public int AttemptsMax { get; set; } = 5;

    /// <summary>Calls without an answer within the cluster's limit of 30 s before the event is parked: ten minutes in
    /// all, longer than a payment gateway that does not answer blocks a refund's grain.</summary>
    public int TimeoutsMax { get; set; } = 20;

    /// <summary>After the first failure; each further delay is four times as long.</summary>
    public TimeSpan RetryDelayMin { get; set; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Concurrent deliveries per partition. With eight partitions that is 2,048, as many as may wait for a
    /// payment gateway that does not answer without delaying other deliveries.</summary>
    public int InFlightMax { get; set; } = 256;

    /// <summary>Deliveries read and not yet done, per partition. With about 1 kB per event, 16 MB in all.</summary>
    public int WindowMax { get; set; } = 2_048;

    /// <summary>Events per read of the feed.</summary>
    public int PageMax { get; set; } = 1_000;

    /// <summary>Time between two checkpoints of a partition. What was handled since the last one is delivered again
    /// after a crash.</summary>
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The same while nothing is published in the partition.</summary>
    public TimeSpan IdleCheckpointEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Period of the loop that starts partitions and stores checkpoints.</summary>
    public TimeSpan KeepEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a partition that is released waits for deliveries in flight. Those that do not end are
    /// repeated by the partition's next owner.</summary>
    public TimeSpan StopPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Queues per partition, each with its own agent.</summary>
    public int QueuesPerPartition { get; set; } = 4;

    /// <summary>A stream with undelivered events for which its agent does nothing for so long is given to the agent
    /// again.</summary>
    public TimeSpan NudgeAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Streams that dead letters may block. Beyond it nothing more is parked: so many failures have a common
    /// cause, and delivery stops rather than fill the table.</summary>
    public int BlockedStreamsMax { get; set; } = 100_000;

    /// <summary>0 to below 1, for jitter; a simulation draws it from its seed.</summary>
#pragma warning disable CA5394 // Jitter needs no cryptographic randomness.
    public Func<double> Random { get; set; } = System.Random.Shared.NextDouble;
#pragma warning restore CA5394

    internal Backoff Backoff => new(RetryDelayMin, RetryDelayMax, Factor: 4, Random);

    /// <summary>Orleans' limit for calls.</summary>
    internal TimeSpan CallLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <exception cref="JournalConfigurationException">A value would make delivery stop or spin; the message names its
    /// key.</exception>
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
