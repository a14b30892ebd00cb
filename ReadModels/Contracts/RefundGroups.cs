using PosSaga.Refunds;

namespace PosSaga.ReadModels;

/// <param name="Status">Null: all that are not completed.</param>
/// <param name="Reason">Why it needs an operator, or failed: the code that groups show.</param>
/// <param name="OlderThan">Has not moved for so long.</param>
/// <param name="From">Asked for at or after.</param>
/// <param name="To">Asked for before.</param>
/// <param name="Waiting">Only those that wait out an outage.</param>
public sealed record RefundGroupFilter(
    RefundStatus? Status = null, string? Reason = null, TimeSpan? OlderThan = null, DateTimeOffset? From = null,
    DateTimeOffset? To = null, bool Waiting = false);

/// <summary>Refunds that stand at the same for the same reason.</summary>
/// <param name="Reason">Of what waits out an outage the last error; null for what simply goes on.</param>
/// <param name="Oldest">Since when the first of them has not moved.</param>
public sealed record RefundGroup(RefundStatus Status, string? Reason, long Count, DateTimeOffset Oldest, bool Waiting);

/// <summary>Refunds as operators look for them: many at once.</summary>
public interface IRefundGroups
{
    /// <summary>Largest first; at most 200.</summary>
    Task<IReadOnlyList<RefundGroup>> Groups(
        string tenant, RefundGroupFilter filter, CancellationToken cancellation = default);

    /// <summary>Ids, oldest first.</summary>
    Task<IReadOnlyList<string>> Ids(
        string tenant, RefundGroupFilter filter, int max, CancellationToken cancellation = default);
}
