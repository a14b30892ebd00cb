using PosSaga.Sagas;

namespace PosSaga.Refunds;

/// <summary>The passive record of one refund: it watches, and says when the refund is over. Key <c>{tenant}/{refund
/// id}</c>, refund id = claim id, or order id for an order's first cancellation, <c>{order}.2</c> for its second, and
/// so on.</summary>
[Alias("possaga.refund")]
public interface IRefundGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such refund, or its request has not arrived yet.</summary>
    [AlwaysInterleave, Alias("Get")] Task<RefundView?> Get();

    /// <summary>The watchdog: it stood still through every nudge. Visible as needing an operator from then on; should
    /// the participants go on after all, it follows them again.</summary>
    [Alias("GiveUp")] Task<CommandResult<RefundView>> GiveUp(Origin origin, string reason);

    /// <summary>Operator: what is left unanswered is asked again now; one that has failed is attempted anew, by whoever
    /// asked for it.</summary>
    [Alias("Retry")] Task<CommandResult<RefundView>> Retry(OperatorCommand command);

    /// <summary>Operator: what it is stuck at was settled by hand, and the refund goes on with what is left: goods that
    /// cannot be taken back out stay in, a payment that nobody confirms counts as made, an amount that cannot be set
    /// aside is not paid.</summary>
    [Alias("Resolve")] Task<CommandResult<RefundView>> Resolve(OperatorCommand command);
}

/// <summary>The refund's part on the payment's side: computes the amount, sets it aside, pays it or lets it
/// go.</summary>
[Alias("possaga.refund-payment")]
public interface IRefundPaymentGrain : IGrainWithStringKey
{
    /// <summary>The watchdog's nudge: ask again what was left unanswered. Harmless at any time.</summary>
    [Alias("Resume")] Task Resume();

    /// <summary>The outage that is being waited out; null when none is.</summary>
    [AlwaysInterleave, Alias("Waiting")] Task<RefundWaiting?> Waiting();

    /// <summary>A person has settled what is left unanswered. Refused where nothing is.</summary>
    [Alias("Resolve")] Task<CommandResult<RefundPartSettled>> Resolve(OperatorCommand command);
}

/// <summary>The refund's part on the goods' side: restocks, or takes back out what was restocked.</summary>
[Alias("possaga.refund-stock")]
public interface IRefundStockGrain : IGrainWithStringKey
{
    [Alias("Resume")] Task Resume();

    /// <summary>What cannot be taken back out stays in, and a next attempt does not bring it in again. Answers how many
    /// pieces. Refused where nothing has to go out.</summary>
    [Alias("Resolve")] Task<CommandResult<RefundedPieces>> Resolve(OperatorCommand command);
}

/// <param name="Since">When the first attempt brought no answer.</param>
/// <param name="LastError">Of the last attempt.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.waiting")]
public sealed record RefundWaiting(DateTimeOffset Since, DateTimeOffset NextAttempt, string LastError);

/// <summary>What became of a part that a person settled.</summary>
[GenerateSerializer, Immutable, Alias("possaga.refund.part-settled")]
public sealed record RefundPartSettled(RefundPaymentStep Settled);

/// <param name="LeftIn">Pieces that stay in the store although they were not paid back.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.pieces")]
public sealed record RefundedPieces(int LeftIn);

[GenerateSerializer, Immutable, Alias("possaga.refund.step")]
public sealed record RefundStep(RefundStatus Step, DateTimeOffset At);

/// <param name="Amounts">Null until the amount was set aside.</param>
/// <param name="Attempt">The last; as in <see cref="RefundOrder.Attempt"/>.</param>
/// <param name="Waiting">Only in lists: the record itself does not hear of attempts.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund.view")]
public sealed record RefundView(
    string Id, string? ClaimId, string OrderId, RefundStatus Status, RefundAmounts? Amounts,
    IReadOnlyList<ClaimedGoods> Lines, IReadOnlyList<RefundStep> Steps, string? Failure, long Version,
    int? Attempt = null, RefundWaiting? Waiting = null);
