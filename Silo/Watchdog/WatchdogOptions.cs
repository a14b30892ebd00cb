namespace PosSaga.Silo.Watchdog;

/// <summary>Intervals and limits of the recovery sweeps.</summary>
public sealed class WatchdogOptions
{
    /// <summary>Between two looks.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks while the read model has not caught up with the journal as it was at start.</summary>
    public TimeSpan CatchUpPeriod { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A saga that has not moved for so long is resumed. A payment may take 25 s, but resuming a saga that is
    /// at work is harmless.</summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A refund that has not moved for so long although it was resumed needs an operator. Far longer than the
    /// minute between two attempts at a silent gateway.</summary>
    public TimeSpan RefundGiveUpAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two attempts to resume refunds that need an operator.</summary>
    public TimeSpan OperatorNudgePeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A reservation so old is asked about (domain rule: 10 minutes).</summary>
    public TimeSpan ReservationAge { get; set; } = TimeSpan.FromMinutes(10);

    public TimeSpan ReservationPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longer than a sweep takes, short enough that another silo soon takes over from a dead one.</summary>
    public TimeSpan LeaseTerm { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Grain calls at the same time; a restart with 10,000 open sagas must not drown the journal.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>Rows per query.</summary>
    public int Page { get; set; } = 512;
}
