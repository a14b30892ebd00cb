using PosSaga.Carts;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Payments;

namespace PosSaga.Sagas;

/// <summary>One saga as its log tells it. No contact and no address: what a saga does not need, it does not
/// hold.</summary>
[StoredAs("order-saga.state/2")]
public sealed record OrderSaga : IAggregate<OrderSaga, OrderSagaEvent>
{
    public static OrderSaga Initial { get; } = new();

    public SagaState State { get; init; }

    public SagaRequest? Request { get; init; }

    public PricedCart? Cart { get; init; }

    public string? AuthorizationCode { get; init; }

    public int RiskScore { get; init; }

    /// <summary>Steps that were done, or may have been, and are not undone.</summary>
    public SagaSteps Done { get; init; }

    /// <summary>Steps of which a success was seen after they had been given up.</summary>
    public SagaSteps Late { get; init; }

    /// <summary>It has been decided that there will be no order; from here it only undoes.</summary>
    public bool Backward { get; init; }

    /// <summary>Steps that a person settled and that are asked all the same: what is left of one that only goes forward
    /// is done, and the participant of one that is undone has to refuse a late original.</summary>
    public SagaSteps Settled { get; init; }

    /// <summary>The last action on many by which a person settled a step.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>A person captured the money in the gateway's own pages, for the gateway had been silent too long to be waited for.</summary>
    public bool MoneyByHand { get; init; }

    /// <summary>Actions that got no answer yet, or one that makes no sense; each step at most once.</summary>
    public IReadOnlyList<StepTrouble> Troubles { get; init; } = [];

    /// <summary>An attempt of the current step may have been done although no answer came.</summary>
    public bool InDoubt { get; init; }

    /// <summary>Failed attempts of what failed last.</summary>
    public int Attempts => Troubles is [.., var last] ? last.Attempts : 0;

    public string? LastError => Troubles is [.., { Attempts: > 0 } last] ? last.Error : null;

    public string? OperatorReason =>
        Troubles.LastOrDefault(trouble => trouble.OperatorReason is not null)?.OperatorReason;

    public SagaFailure? Failure { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it has been in this state.</summary>
    public DateTimeOffset Since { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Number of events; the journal's version of the stream.</summary>
    public long Version { get; init; }

    public StepTrouble? TroubleAt(SagaStep step)
    {
        foreach (var trouble in Troubles)
        {
            if (trouble.Step == step)
                return trouble;
        }

        return null;
    }

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsFinal => State is SagaState.Completed or SagaState.Failed;

    /// <summary>Somebody can be told how it ends.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasCustomer =>
        Request is { HasContact: true } or { CustomerId: not null } || Cart?.CustomerId is not null;

    public OrderSaga Apply(OrderSagaEvent @event)
    {
        var state = SagaStates.After(State, @event);
        return Fold(@event) with
        {
            State = state,
            Since = state == State ? Since : @event.At,
            UpdatedAt = @event.At,
            Version = Version + 1,
        };
    }

    private OrderSaga Fold(OrderSagaEvent @event) => @event switch
    {
        OrderSagaEvent.Started e when Request is null => this with { Request = SagaRequest.Of(e), CreatedAt = e.At },
        _ when Request is null =>
            throw new InvalidOperationException($"{@event.GetType().Name} before the saga's start."),
        OrderSagaEvent.CartValidated e => Advance(SagaStep.ValidateCart) with { Cart = e.Cart },
        OrderSagaEvent.StockReserved => Advance(SagaStep.ReserveStock),
        OrderSagaEvent.PaymentProcessed e =>
            Advance(SagaStep.ProcessPayment) with { AuthorizationCode = e.AuthorizationCode, RiskScore = e.RiskScore },
        OrderSagaEvent.OrderConfirmed => Advance(SagaStep.ConfirmOrder),
        OrderSagaEvent.Completed => Advance(SagaStep.Finish),
        OrderSagaEvent.AttemptFailed e =>
            With(Waiting(e)) with { InDoubt = InDoubt || (e.Unknown && !e.Undo) },
        OrderSagaEvent.StepFailed e => BeginCompensation(e.UndoFrom, new SagaFailure(e.Step, e.Reason, e.Kind, e.Detail)),
        OrderSagaEvent.StepUndone e => Without(e.Step) with { Done = Done & ~e.Step.AsSet() },
        OrderSagaEvent.Failed => ResetAttempts() with { Done = SagaSteps.None },
        OrderSagaEvent.LateSuccessSeen e => this with { Late = Late | e.Step.AsSet(), Done = Done | e.Step.AsSet() },
        OrderSagaEvent.NeedsOperator e => With(Stuck(e)),
        OrderSagaEvent.TakenOver => this,
        OrderSagaEvent.OperatorRetried => ResetAttempts(),
        OrderSagaEvent.OperatorCompensated when Backward => ResetAttempts(),
        OrderSagaEvent.OperatorCompensated e =>
            BeginCompensation(e.UndoFrom, new SagaFailure(e.Step, "operator-compensated", RefusalKind.OrderFailed, e.Reason)),
        OrderSagaEvent.StepResolved e => Settle(e) with { ResolvedBy = e.ActionId ?? ResolvedBy },
        OrderSagaEvent.OperatorResolved e => ResetAttempts() with
        {
            Done = SagaSteps.None,
            Backward = !e.AsCompleted,
            Failure = e.AsCompleted ? null
                : Failure ?? new SagaFailure(e.Step, "operator-resolved", RefusalKind.OrderFailed, e.Reason),
        },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} does not fold into a saga."),
    };

    private OrderSaga Advance(SagaStep step) => ResetAttempts() with { Done = Done | step.AsSet(), InDoubt = false };

    private OrderSaga BeginCompensation(SagaStep? from, SagaFailure failure) => ResetAttempts() with
    {
        Backward = true, Failure = failure, InDoubt = false,
        Done = from is { } last ? Done | last.AndAllBefore() : Done,
    };

    private OrderSaga Settle(OrderSagaEvent.StepResolved e)
    {
        var step = e.Step.AsSet();
        var settled = e switch
        {
            { Undo: true }     => Without(e.Step),
            { UndoFrom: null } => ResetAttempts() with { MoneyByHand = MoneyByHand || e.MoneyByHand },
            _ => BeginCompensation(e.UndoFrom, new SagaFailure(e.Step, "operator-resolved", RefusalKind.OrderFailed, e.Reason)),
        };
        var onlyForward = e is { Undo: false, UndoFrom: null };
        return settled with
        {
            Settled = onlyForward || e.StillUndone ? Settled | step : Settled,
            Done = onlyForward || e.StillUndone ? settled.Done : settled.Done & ~step,
        };
    }

    private StepTrouble Waiting(OrderSagaEvent.AttemptFailed e) => new(
        e.Step, e.Attempt, e.Error, TroubleAt(e.Step)?.Since ?? e.At, e.NextAttempt ?? e.At);

    private StepTrouble Stuck(OrderSagaEvent.NeedsOperator e) =>
        (TroubleAt(e.Step) ?? new StepTrouble(e.Step, 0, e.Reason, e.At, e.At)) with { OperatorReason = e.Reason };

    private OrderSaga With(StepTrouble trouble) => this with { Troubles = [.. Without(trouble.Step).Troubles, trouble] };

    private OrderSaga Without(SagaStep step) => TroubleAt(step) is null
        ? this
        : this with { Troubles = [.. Troubles.Where(trouble => trouble.Step != step)] };

    /// <summary>A new action, or a new set of attempts at the old one.</summary>
    private OrderSaga ResetAttempts() => Troubles.Count == 0 ? this : this with { Troubles = [] };
}

/// <summary>An action that got no answer, or one that makes no sense.</summary>
/// <param name="Attempts">That failed.</param>
/// <param name="Since">The first of them.</param>
/// <param name="OperatorReason">Set when it is not tried again until a person has spoken.</param>
public sealed record StepTrouble(
    SagaStep Step, int Attempts, string Error, DateTimeOffset Since, DateTimeOffset NextAttempt,
    string? OperatorReason = null);

/// <summary>What was asked for, and by whom.</summary>
public sealed record SagaRequest(
    string CartId, string? CustomerId, string? ShipToProvince, Money? ExpectedTotal, PaymentMethod Method, string Token,
    string Fingerprint, string Actor, string? RequestId, string? Trace, bool HasContact = false)
{
    public static SagaRequest Of(OrderSagaEvent.Started e) => new(
        e.CartId, e.CustomerId, e.ShipToProvince, e.ExpectedTotal, e.Method, e.Token, e.Fingerprint,
        e.Actor, e.RequestId, e.Trace, e.Contact is not null);
}
