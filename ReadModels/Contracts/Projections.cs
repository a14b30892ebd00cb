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
}

public enum ProjectionState { Running, Paused, Stopped, Rebuilding }

/// <param name="Position">Every event of the partition up to here is in the read model.</param>
/// <param name="Lag">Positions of the journal beyond.</param>
public sealed record PartitionProgress(int Partition, long Position, long Lag);

/// <param name="Progress">0 to 1 of the way to the head.</param>
/// <param name="Mismatch">Which row differed, when the comparison stopped the swap.</param>
public sealed record RebuildProgress(string State, double Progress, string? Mismatch);

/// <param name="LagSeconds">Age of the oldest event not yet projected; 0 when caught up.</param>
/// <param name="Error">Why a partition stopped, naming the event.</param>
public sealed record ProjectionStatus(
    string Name, ProjectionState State, long Head, long Lag, double LagSeconds,
    IReadOnlyList<PartitionProgress> Partitions, string? Error, RebuildProgress? Rebuild);

public interface IProjectionStatus
{
    /// <summary>True once every projection has been at the head that it saw at start.</summary>
    bool CaughtUpOnce { get; }

    Task<IReadOnlyList<ProjectionStatus>> All(CancellationToken cancellation = default);
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
    /// <summary>Builds new tables beside the old ones, compares and swaps, off the call.
    /// <see cref="IProjectionStatus"/> tells how far it is.</summary>
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
