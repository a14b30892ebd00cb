namespace PosSaga.Refunds;

/// <summary>The passive record of one refund: it watches, and says when the refund is over. Key <c>{tenant}/{refund
/// id}</c>, refund id = claim id, or order id for a cancellation.</summary>
[Alias("possaga.refund")]
public interface IRefundGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such refund, or its request has not arrived yet.</summary>
    [AlwaysInterleave, Alias("Get")] Task<RefundView?> Get();

    /// <summary>The watchdog: it stood still through every nudge. Visible as needing an operator from then on; should
    /// the participants go on after all, it follows them again.</summary>
    [Alias("GiveUp")] Task<Answer<RefundView>> GiveUp(Origin origin, string reason);
}

/// <summary>The refund's part on the payment's side: computes the amount, sets it aside, pays it or lets it
/// go.</summary>
[Alias("possaga.refund-payment")]
public interface IRefundPaymentGrain : IGrainWithStringKey
{
    /// <summary>The watchdog's nudge: ask again what was left unanswered. Harmless at any time.</summary>
    [Alias("Resume")] Task Resume();
}

/// <summary>The refund's part on the goods' side: restocks, or takes back out what was restocked.</summary>
[Alias("possaga.refund-stock")]
public interface IRefundStockGrain : IGrainWithStringKey
{
    [Alias("Resume")] Task Resume();
}

[GenerateSerializer, Immutable, Alias("possaga.refund.step")]
public sealed record RefundStep(RefundStatus Step, DateTimeOffset At);

/// <param name="Amounts">Null until the amount was set aside.</param>
/// <param name="Attempt">The last; as in <see cref="RefundOrder.Attempt"/>.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.view")]
public sealed record RefundView(
    string Id, string? ClaimId, string OrderId, RefundStatus Status, RefundAmounts? Amounts,
    IReadOnlyList<ClaimedGoods> Lines, IReadOnlyList<RefundStep> Steps, string? Failure, long Version,
    int? Attempt = null);
