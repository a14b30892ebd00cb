namespace PosSaga.Sagas;

/// <summary>Which state an event leads to: one rule for the grain's fold and for every read model.</summary>
public static class SagaStates
{
    /// <param name="before">A failed saga stays failed while a late success is undone.</param>
    public static SagaState After(SagaState before, OrderSagaEvent @event) => @event switch
    {
        OrderSagaEvent.Started => SagaState.Pending,
        OrderSagaEvent.CartValidated => SagaState.CartValidated,
        OrderSagaEvent.StockReserved => SagaState.StockReserved,
        OrderSagaEvent.PaymentProcessed => SagaState.PaymentProcessed,
        OrderSagaEvent.OrderConfirmed => SagaState.OrderConfirmed,
        OrderSagaEvent.Completed => SagaState.Completed,
        OrderSagaEvent.Failed => SagaState.Failed,
        OrderSagaEvent.NeedsOperator => SagaState.NeedsOperator,
        OrderSagaEvent.StepFailed { UndoFrom: null } e => Refused(e.Step),
        OrderSagaEvent.StepFailed e => Undoing(e.UndoFrom.Value),
        OrderSagaEvent.OperatorCompensated e => Undoing(e.UndoFrom),
        OrderSagaEvent.OperatorRetried { Undo: true } e => Undoing(e.Step),
        OrderSagaEvent.OperatorRetried e => Before(e.Step),
        OrderSagaEvent.StepResolved { Undo: true, StillUndone: true } e => Undoing(e.Step),
        OrderSagaEvent.StepResolved { Undo: true, Step: SagaStep.ValidateCart } => SagaState.Compensated,
        OrderSagaEvent.StepResolved { Undo: true } e => Undoing(e.Step - 1),
        OrderSagaEvent.StepResolved { UndoFrom: { } from } => Undoing(from),
        OrderSagaEvent.StepResolved => SagaState.OrderConfirmed,
        OrderSagaEvent.OperatorResolved e => e.AsCompleted ? SagaState.Completed : SagaState.Failed,
        OrderSagaEvent.StepUndone when before == SagaState.Failed => SagaState.Failed,
        OrderSagaEvent.StepUndone { Beside: true } => before,
        OrderSagaEvent.StepUndone { Step: SagaStep.ValidateCart } => SagaState.Compensated,
        OrderSagaEvent.StepUndone e => Undoing(e.Step - 1),
        _ => before,
    };

    private static SagaState Undoing(SagaStep step) =>
        step >= SagaStep.ProcessPayment ? SagaState.CompensatingPayment : SagaState.CompensatingStock;

    private static SagaState Before(SagaStep step) => SagaState.Pending + (int)step;

    // Passed through on the way to Failed when there is nothing to undo.
    private static SagaState Refused(SagaStep step) => step switch
    {
        SagaStep.ValidateCart => SagaState.CartValidationFailed,
        SagaStep.ReserveStock => SagaState.StockReservationFailed,
        SagaStep.ProcessPayment => SagaState.PaymentFailed,
        _ => SagaState.OrderConfirmationFailed,
    };
}
