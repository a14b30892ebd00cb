using PosSaga.Carts;
using PosSaga.Journal;
using PosSaga.Payments;
using PosSaga.Streams;

namespace PosSaga.Sagas;

/// <summary>The saga's log. <c>At</c> is when it happened; it says how long a saga has stood where it stands.
/// What state each event leads to is <see cref="SagaStates.After"/>, the same for the grain and for read
/// models.</summary>
public abstract record OrderSagaEvent
{
    public required DateTimeOffset At { get; init; }

    /// <param name="Actor">Who asked, with request and trace: what the saga does later, off the call and perhaps in
    /// another process, is still done for them.</param>
    [StoredAs("order-saga.started/1")]
    public sealed record Started(
        string CartId, string? CustomerId, Personal<Contact>? Contact, string? ShipToProvince, Personal<ShipTo>? ShipTo,
        Money? ExpectedTotal, PaymentMethod Method, string Token, string Fingerprint,
        string Actor, string? RequestId = null, string? Trace = null) : OrderSagaEvent;

    [StoredAs("order-saga.cart-validated/1")] public sealed record CartValidated(PricedCart Cart) : OrderSagaEvent;

    [StoredAs("order-saga.stock-reserved/1")] public sealed record StockReserved : OrderSagaEvent;

    [StoredAs("order-saga.payment-processed/1")]
    public sealed record PaymentProcessed(string AuthorizationCode, int RiskScore) : OrderSagaEvent;

    [StoredAs("order-saga.order-confirmed/1")] public sealed record OrderConfirmed : OrderSagaEvent;

    [StoredAs("order-saga.completed/1"), Published(StreamNames.Notifications)]
    public sealed record Completed : OrderSagaEvent;

    /// <summary>An attempt of a step, or of its undo, brought no answer; it will be tried again.</summary>
    /// <param name="Unknown">It may have been done all the same (a time-out), as opposed to surely not (nobody was
    /// reached).</param>
    /// <param name="NextAttempt">When; null in journals of older versions, and where no attempt follows.</param>
    [StoredAs("order-saga.attempt-failed/1")]
    public sealed record AttemptFailed(
        SagaStep Step, bool Undo, int Attempt, string Error, bool Unknown, DateTimeOffset? NextAttempt = null)
        : OrderSagaEvent, IAttemptFailed;

    /// <summary>A step was refused, or given up as unknown. What was done (the unknown step included) is undone
    /// next.</summary>
    /// <param name="Unknown">The step itself may have been done.</param>
    /// <param name="UndoFrom">Compensation starts with this step and walks back to the first; null where nothing was
    /// done.</param>
    [StoredAs("order-saga.step-failed/1")]
    public sealed record StepFailed(
        SagaStep Step, string Reason, RefusalKind Kind, string? Detail, bool Unknown,
        SagaStep? UndoFrom) : OrderSagaEvent, IStepFailed;

    /// <param name="Beside">True: the undo of a later step still waits, or a person is at another one: the saga goes on
    /// showing that.</param>
    [StoredAs("order-saga.step-undone/1")]
    public sealed record StepUndone(SagaStep Step, bool? Beside = null) : OrderSagaEvent, IStepUndone;

    /// <summary>Everything that was done is undone.</summary>
    [StoredAs("order-saga.failed/1"), Published(StreamNames.Notifications)]
    public sealed record Failed : OrderSagaEvent, ISagaFailed;

    /// <summary>A success arrived after the saga had given the step up; it was undone.</summary>
    [StoredAs("order-saga.late-success-seen/1")]
    public sealed record LateSuccessSeen(SagaStep Step, string Detail) : OrderSagaEvent, ILateSuccessSeen;

    [StoredAs("order-saga.needs-operator/1")]
    public sealed record NeedsOperator(SagaStep Step, bool Undo, string Reason) : OrderSagaEvent, INeedsOperator;

    /// <summary>Another activation than the one that started it, or one that lost an append, goes on with it from here.
    /// Recorded before it asks anything, so that one that still believes itself at work finds out with its next
    /// append.</summary>
    [StoredAs("order-saga.taken-over/1")] public sealed record TakenOver : OrderSagaEvent, ISagaTakenOver;

    /// <param name="Step">What is tried again.</param>
    [StoredAs("order-saga.operator-retried/1")]
    public sealed record OperatorRetried(string Reason, string By, SagaStep Step, bool Undo)
        : OrderSagaEvent, IOperatorRetried;

    /// <param name="Step">The step that was given up, or whose undo is taken up again.</param>
    [StoredAs("order-saga.operator-compensated/1")]
    public sealed record OperatorCompensated(string Reason, string By, SagaStep Step, SagaStep UndoFrom)
        : OrderSagaEvent, IOperatorCompensated;

    /// <summary>A person settled this one step, or its undo; the saga goes on with what is left.</summary>
    /// <param name="UndoFrom">For a step that was being done: compensation starts with this one, the settled step left
    /// out. Null where nothing is undone: an undo was settled, or the step only goes forward.</param>
    /// <param name="MoneyByHand">The gateway had been silent for a day: its answer is not waited for any more.</param>
    /// <param name="StillUndone">The step is undone all the same: its participant has to refuse the original request,
    /// should that arrive late. A refusal to undo it counts as done.</param>
    /// <param name="ActionId">Of an action on many: repeated after a crash, it settles nothing else.</param>
    [StoredAs("order-saga.step-resolved/1")]
    public sealed record StepResolved(
        string Reason, string By, SagaStep Step, bool Undo, SagaStep? UndoFrom = null, bool MoneyByHand = false,
        bool StillUndone = false, string? ActionId = null)
        : OrderSagaEvent, IStepResolved;

    /// <summary>Of older versions: the whole saga was ended by hand, whatever was left to undo.</summary>
    /// <param name="AsCompleted">After the order's confirmation; otherwise the saga ends as failed.</param>
    [StoredAs("order-saga.operator-resolved/1")]
    public sealed record OperatorResolved(string Reason, string By, SagaStep Step, bool AsCompleted) : OrderSagaEvent;

    private OrderSagaEvent() { }
}
