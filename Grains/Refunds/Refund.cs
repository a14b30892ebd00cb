using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Refunds;

/// <summary>The record of one refund: what was seen of it, and nothing that it does itself.</summary>
[StoredAs("refund.state/1")]
public sealed record Refund : IAggregate<Refund, RefundEvent>, IParticipantState
{
    public static Refund Initial { get; } = new();

    /// <summary>Null until it was asked for.</summary>
    public RefundOrder? Order { get; init; }

    public RefundStatus Status { get; init; }

    public RefundAmounts? Amounts { get; init; }

    /// <summary>The money is with the customer; stays true whatever else is seen.</summary>
    public bool IsPaid { get; init; }

    /// <summary>It will not be paid, and this is why.</summary>
    public string? Failure { get; init; }

    /// <summary>Why it needs an operator.</summary>
    public string? OperatorReason { get; init; }

    /// <summary>The last action on many by which an operator settled something.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>The goods have to be taken back out before it is over.</summary>
    public bool AwaitsUndo { get; init; }

    public bool CustomerKnows { get; init; }

    public IReadOnlyList<RefundStep> Steps { get; init; } = [];

    public long HandledUpTo { get; init; }

    public long Version { get; init; }

    [JsonIgnore] public bool IsOver => Status is RefundStatus.Completed or RefundStatus.Failed;

    /// <summary>When the last attempt was asked for.</summary>
    [JsonIgnore] public DateTimeOffset RequestedAt => Steps.Last(step => step.Step == RefundStatus.Requested).At;

    [JsonIgnore] public DateTimeOffset EndedAt => Steps[^1].At;

    /// <summary>It was never asked for, or the attempt before has failed.</summary>
    public bool MayBegin(RefundOrder refund) =>
        Order is null || (Status == RefundStatus.Failed && RefundOrder.IsAfter(refund.Attempt, Order.Attempt));

    public Refund Apply(RefundEvent @event) => (@event switch
    {
        RefundEvent.OrderTold or RefundEvent.OperatorRetried => this,
        RefundEvent.OperatorResolved e => this with { ResolvedBy = e.ActionId ?? ResolvedBy },
        RefundEvent.Requested e when MayBegin(e.Refund) => Now(RefundStatus.Requested, e) with
        {
            Order = e.Refund, Amounts = null, Failure = null, AwaitsUndo = false, CustomerKnows = false,
        },
        _ when Order is null || IsOver => throw new JournalCorruptException(
            $"{@event.GetType().Name} does not follow on a refund that is "
            + $"{(Order is null ? "not asked for" : Status)}."),
        RefundEvent.StepSeen e => Now(e.Step, e) with
        {
            Amounts = e.Amounts ?? Amounts, IsPaid = IsPaid || e.Step == RefundStatus.Settled,
            Failure = e.Failure ?? Failure, AwaitsUndo = e.AwaitsUndo,
        },
        RefundEvent.UndoSeen => this with { AwaitsUndo = false, Status = RefundStatus.Released, OperatorReason = null },
        RefundEvent.NotificationSeen => this with { CustomerKnows = true },
        RefundEvent.Completed e => Now(RefundStatus.Completed, e),
        RefundEvent.Failed e => Now(RefundStatus.Failed, e),
        RefundEvent.NeedsOperator e => Now(RefundStatus.NeedsOperator, e) with { OperatorReason = e.Reason },
        _ => throw new JournalCorruptException($"A refund does not know {@event.GetType().Name}."),
    }) with { HandledUpTo = @event.Handled, Version = Version + 1 };

    public RefundView View(string id) => new(
        id, Order!.ClaimId, Order.OrderId, Status, Amounts, Order.Goods, Steps, OperatorReason ?? Failure, Version,
        Order.Attempt);

    // A step that is seen ends whatever needed an operator.
    private Refund Now(RefundStatus status, RefundEvent @event) =>
        this with { Status = status, OperatorReason = null, Steps = [.. Steps, new RefundStep(status, @event.At)] };
}
