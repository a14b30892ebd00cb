using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>Bound from the section <c>ReadModels</c>.</summary>
public sealed class ReadModelOptions
{
    /// <summary>Events per transaction.</summary>
    public int MaxBatch { get; set; } = 5_000;

    /// <summary>Under a steady load, batches start at least this far apart: each is a transaction, and a row that
    /// changes several times within one is written once. The first event after a pause does not wait, and a caller that
    /// waits for a position ends the pause.</summary>
    public TimeSpan BatchSpacing { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The spacing grows with the size of the last batch, up to this: under load freshness is traded for
    /// throughput.</summary>
    public TimeSpan BatchSpacingMax { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>After so long another process takes over the projections of one that died. Short, because a restarted
    /// process is ready only after it. Two processes that both believe to hold the lease do no harm, because
    /// checkpoints move by compare-and-set.</summary>
    public TimeSpan LeaseTerm { get; set; } = TimeSpan.FromSeconds(3);

    public TimeSpan RetryDelayMin { get; set; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    internal Backoff Backoff => new(RetryDelayMin, RetryDelayMax);

    /// <summary>False in a process that only answers queries.</summary>
    public bool RunProjections { get; set; } = true;
}
