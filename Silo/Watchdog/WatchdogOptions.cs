namespace PosSaga.Silo.Watchdog;

/// <summary>How patient the watchdog is.</summary>
public sealed class WatchdogOptions
{
    /// <summary>Between two looks.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks while the read model has not caught up with the journal as it was at start.</summary>
    public TimeSpan CatchUpPeriod { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A saga that has not moved for so long is nudged. A payment may take 25 s; a nudge too many is
    /// harmless.</summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A refund that has not moved for so long, nudged all the while, needs an operator. Far longer than the
    /// minute that may lie between two attempts at a silent gateway.</summary>
    public TimeSpan RefundGiveUpAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two nudges of refunds that need an operator.</summary>
    public TimeSpan OperatorNudgePeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A reservation so old is asked about (domain rule: 10 minutes).</summary>
    public TimeSpan ReservationAge { get; set; } = TimeSpan.FromMinutes(10);

    public TimeSpan ReservationPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longer than a look takes, short enough that a dead silo's watch is taken over soon.</summary>
    public TimeSpan LeaseTerm { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Grain calls at the same time; a restart with 10,000 open sagas must not drown the journal.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>Rows per query.</summary>
    public int Page { get; set; } = 512;
}
