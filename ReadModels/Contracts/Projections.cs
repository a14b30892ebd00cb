namespace PosSaga.ReadModels;

/// <summary>Names of the projections, as in <c>GET /projections</c>.</summary>
public static class Models
{
    public const string Orders = "orders";
    public const string Stock = "stock";
    public const string Catalogue = "catalogue";
    public const string JournalIndex = "journal-index";
    public const string Claims = "claims";
    public const string Refunds = "refunds";
    public const string Notifications = "notifications";
    public const string Tills = "tills";
    public const string Sales = "sales";
}

public enum ProjectionState { Running, Paused, Stopped, Rebuilding }

/// <param name="Position">Every event of the partition up to here is in the read model.</param>
/// <param name="Lag">Positions of the journal beyond.</param>
public sealed record PartitionProgress(int Partition, long Position, long Lag);

/// <param name="Progress">0 to 1 of the way to the head.</param>
/// <param name="State">requested, filling, indexing, comparing, swapping; then swapped, mismatch or failed.</param>
/// <param name="Mismatch">Which row differed, when the comparison stopped the swap.</param>
/// <param name="Error">Why it failed. While the model is <see cref="ProjectionState.Rebuilding"/>, it is tried
/// again.</param>
public sealed record RebuildProgress(string State, double Progress, string? Mismatch, string? Error = null);

/// <param name="LagSeconds">Age of the oldest event not yet projected; 0 when caught up.</param>
/// <param name="Since">When it came to stand so; null when nobody has told.</param>
/// <param name="Error">Why a partition stopped, naming the event; or what keeps the whole model from going on.</param>
public sealed record ProjectionStatus(
    string Name, ProjectionState State, DateTimeOffset? Since, long Head, long Lag, double LagSeconds,
    IReadOnlyList<PartitionProgress> Partitions, string? Error, RebuildProgress? Rebuild);

public interface IProjectionStatus
{
    /// <summary>The same in every process, whichever of them runs the projections.</summary>
    Task<IReadOnlyList<ProjectionStatus>> All(CancellationToken cancellation = default);

    /// <summary>Names of the models that are behind the position and will come to it by themselves. Not of those that
    /// stand still before an event that they cannot fold, have been in error for a while, or are being made anew:
    /// they may stay behind until a person has looked.</summary>
    Task<IReadOnlyList<string>> OnTheirWayTo(long position, CancellationToken cancellation = default);
}

/// <summary>Stops and continues this process's projections between two batches.</summary>
public interface IProjectionControl
{
    bool IsPaused { get; }

    void Pause();

    void Resume();
}

public enum RebuildRequest { Started, AlreadyRunning, UnknownProjection }

public interface IProjectionRebuild
{
    /// <summary>Has new tables built beside the old ones, compared and swapped, off the call and in a process that runs
    /// projections; should that one die, in another. <see cref="IProjectionStatus"/> tells how far it is.</summary>
    /// <param name="force">Swap even when rows differ.</param>
    Task<RebuildRequest> Start(string name, bool force = false, CancellationToken cancellation = default);
}

/// <summary>Read your own writes.</summary>
public interface IFreshness
{
    /// <summary>Every event up to here is in every model; 0 in a process that does not run them.</summary>
    long Reached { get; }

    /// <summary>True as soon as the model (all models for null) holds everything up to the position; false when
    /// patience runs out.</summary>
    Task<bool> WaitUntil(
        long position, TimeSpan patience, string? model = null, CancellationToken cancellation = default);
}

/// <summary>Brings the read models' tables up to date; awaited at start, after the journal's own.</summary>
public interface IReadModelSchema
{
    Task Migrate(CancellationToken cancellation = default);
}
