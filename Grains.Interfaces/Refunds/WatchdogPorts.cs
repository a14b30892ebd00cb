namespace PosSaga.Refunds;

/// <summary>Refunds that are not over, out of the read model. It knows a refund from the event that starts it on
/// (<c>claim.refund-requested</c>, <c>order.cancelled</c>): one whose first event nobody took must be seen as
/// well.</summary>
public interface IUnfinishedRefunds
{
    /// <summary>Refunds neither completed nor failed of which no event came for <paramref name="age"/>, and whose next
    /// attempt has been due for so long where they wait out an outage, those that need an operator among them; in the order of their keys, so that a page cannot starve the next.</summary>
    /// <param name="after">Only keys (tenant, then id, ordinal) above this one; null from the start.</param>
    Task<IReadOnlyList<UnfinishedRefund>> OlderThan(
        TimeSpan age, RefundKey? after, int max, CancellationToken cancellation);
}

public sealed record RefundKey(string Tenant, string Id);

/// <param name="MovedAt">Time of its last event, of whichever participant; of one that waits out an outage the time of
/// its next attempt.</param>
public sealed record UnfinishedRefund(RefundKey Key, DateTimeOffset MovedAt, bool NeedsOperator);

/// <summary>How many refunds of all tenants wait out an outage, and how many wait for a person.</summary>
public interface IRefundCensus
{
    Task<RefundCensus> Now(CancellationToken cancellation);
}

public readonly record struct RefundCensus(long Waiting, long NeedsOperator);
