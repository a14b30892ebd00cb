using PosSaga.Sagas;

namespace PosSaga.ReadModels;

public enum SagaStanding { Running, Stuck, NeedsOperator, Failed, Completed }

/// <summary>An order's saga as operators see it.</summary>
/// <param name="Step">The step it is at, or failed at.</param>
/// <param name="Since">When it came to where it stands.</param>
/// <param name="Attempts">At the current step.</param>
/// <param name="LastError">Of the last attempt, or why it needs an operator.</param>
public sealed record SagaSummary(
    string OrderId, SagaState State, SagaStep Step, string? StoreId, DateTimeOffset Since, int Attempts,
    string? LastError, SagaFailure? Failure, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <param name="OlderThan">Has not moved for so long; for Stuck 30 s unless given.</param>
public sealed record SagaFilter(
    SagaStanding? State = null, SagaStep? Step = null, string? StoreId = null, TimeSpan? OlderThan = null);

/// <summary>Sagas, newest first.</summary>
public interface ISagaQueries
{
    Task<Page<SagaSummary>> List(
        string tenant, SagaFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);
}
