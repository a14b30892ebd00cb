namespace PosSaga.Sagas;

/// <summary>Which state an event leads to: one rule for the grain's fold and for every read model.</summary>
public static class SagaStates
{
    public static SagaState After(SagaState before, OrderSagaEvent @event) => @event switch
    {
        OrderSagaEvent.Started => SagaState.Pending,
        OrderSagaEvent.CartValidated => SagaState.CartValidated,
        OrderSagaEvent.StockReserved => SagaState.StockReserved,
        OrderSagaEvent.PaymentProcessed => SagaState.PaymentProcessed,
        OrderSagaEvent.OrderConfirmed => SagaState.OrderConfirmed,
        OrderSagaEvent.Completed => SagaState.Completed,
        OrderSagaEvent.OperatorResolved e => e.AsCompleted ? SagaState.Completed : SagaState.Failed,
        ISagaFact fact => After(before, fact),
        _ => before,
    };

    /// <param name="before">A failed saga stays failed while a late success is undone.</param>
    public static SagaState After(SagaState before, ISagaFact fact) => fact switch
    {
        ISagaFailed => SagaState.Failed,
        INeedsOperator => SagaState.NeedsOperator,
        IStepFailed { UndoFrom: null } e => Refused(e.Step),
        IStepFailed e => Undoing(e.UndoFrom.Value.Place()),
        IOperatorCompensated e => Undoing(e.UndoFrom.Place()),
        IOperatorRetried { Undo: true } e => Undoing(e.Step.Place()),
        IOperatorRetried e => SagaState.Pending + Math.Min(e.Step.Place(), SagaStep.Finish.Place()),
        IStepResolved { Undo: true, StillUndone: true } e => Undoing(e.Step.Place()),
        IStepResolved { Undo: true } e => Undone(e.Step),
        IStepResolved { UndoFrom: { } from } => Undoing(from.Place()),
        IStepResolved => SagaState.OrderConfirmed,
        IStepUndone when before == SagaState.Failed => SagaState.Failed,
        IStepUndone { Beside: true } => before,
        IStepUndone e => Undone(e.Step),
        _ => before,
    };

    private static SagaState Undone(SagaStep step) =>
        step.Place() == 0 ? SagaState.Compensated : Undoing(step.Place() - 1);

    private static SagaState Undoing(int place) => place >= SagaStep.ProcessPayment.Place()
        ? SagaState.CompensatingPayment
        : SagaState.CompensatingStock;

    // Passed through on the way to Failed when there is nothing to undo.
    private static SagaState Refused(SagaStep step) => step.Place() switch
    {
        (int)SagaStep.ValidateCart => SagaState.CartValidationFailed,
        (int)SagaStep.ReserveStock => SagaState.StockReservationFailed,
        (int)SagaStep.ProcessPayment => SagaState.PaymentFailed,
        _ => SagaState.OrderConfirmationFailed,
    };
}
