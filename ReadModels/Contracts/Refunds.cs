using PosSaga.Refunds;

namespace PosSaga.ReadModels;

/// <param name="From">Asked for at or after.</param>
/// <param name="To">Asked for before.</param>
/// <param name="Waiting">Only those that wait out an outage.</param>
/// <param name="Scope">Null: all of the tenant.</param>
public sealed record RefundFilter(
    RefundStatus? Status = null, DateTimeOffset? From = null, DateTimeOffset? To = null, bool Waiting = false,
    ReadScope? Scope = null);

/// <summary>Refunds of claims and of cancelled orders, newest first, from the event on that asks for them.</summary>
public interface IRefundQueries
{
    /// <param name="limit">1 to 200.</param>
    Task<Page<RefundView>> List(
        string tenant, RefundFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);
}
