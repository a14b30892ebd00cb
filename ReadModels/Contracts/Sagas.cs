using PosSaga.Sagas;

namespace PosSaga.ReadModels;

public enum SagaStanding { Running, Waiting, Stuck, NeedsOperator, Failed, Completed }

/// <summary>An order's saga as operators see it.</summary>
/// <param name="Step">The step it is at, or failed at.</param>
/// <param name="Since">When it came to where it stands.</param>
/// <param name="Attempts">At the current step.</param>
/// <param name="LastError">Of the last attempt, or why it needs an operator.</param>
/// <param name="WaitingSince">Since when an outage is being waited out; null when none is.</param>
/// <param name="NextAttempt">When it is tried again; null when it does not wait.</param>
public sealed record SagaSummary(
    string OrderId, SagaState State, SagaStep Step, string? StoreId, DateTimeOffset Since, int Attempts,
    string? LastError, SagaFailure? Failure, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? WaitingSince = null, DateTimeOffset? NextAttempt = null);

/// <param name="OlderThan">Has not moved for so long; for Stuck 30 s unless given.</param>
/// <param name="Reason">Why it needs an operator, waits, or failed: the code that groups show.</param>
/// <param name="From">Created at or after.</param>
/// <param name="To">Created before.</param>
public sealed record SagaFilter(
    SagaStanding? State = null, SagaStep? Step = null, string? StoreId = null, TimeSpan? OlderThan = null,
    string? Reason = null, string? CustomerId = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>Sagas that stand at the same step for the same reason.</summary>
/// <param name="Reason">Null for what simply runs.</param>
/// <param name="Oldest">Since when the first of them has stood there.</param>
public sealed record SagaGroup(
    SagaState State, SagaStep Step, string? Reason, bool Waiting, long Count, DateTimeOffset Oldest);

/// <summary>Sagas, newest first.</summary>
public interface ISagaQueries
{
    Task<Page<SagaSummary>> List(
        string tenant, SagaFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);

    /// <summary>The same by reason and step with counts, largest first; at most 200.</summary>
    Task<IReadOnlyList<SagaGroup>> Groups(
        string tenant, SagaFilter filter, CancellationToken cancellation = default);

    /// <summary>Ids, oldest first.</summary>
    Task<IReadOnlyList<string>> Ids(
        string tenant, SagaFilter filter, int max, CancellationToken cancellation = default);
}
