namespace PosSaga.Refunds;

/// <summary>Refunds that are not over, out of the read model. It knows a refund from the event that starts it on
/// (<c>claim.refund-requested</c>, <c>order.cancelled</c>): one whose first event nobody took must be seen as
/// well.</summary>
public interface IUnfinishedRefunds
{
    /// <summary>Refunds neither completed nor failed of which no event came for <paramref name="age"/>, those that need
    /// an operator among them; in the order of their keys, so that a page cannot starve the next.</summary>
    /// <param name="after">Only keys (tenant, then id, ordinal) above this one; null from the start.</param>
    Task<IReadOnlyList<UnfinishedRefund>> OlderThan(
        TimeSpan age, RefundKey? after, int max, CancellationToken cancellation);
}

public sealed record RefundKey(string Tenant, string Id);

/// <param name="MovedAt">Time of its last event, of whichever participant.</param>
public sealed record UnfinishedRefund(RefundKey Key, DateTimeOffset MovedAt, bool NeedsOperator);
