namespace PosSaga.Sagas;

/// <summary>What the engine records of an order saga.</summary>
public sealed partial record OrderSaga
{
    static OrderSagaEvent? ISaga<OrderSaga, OrderSagaEvent>.Success(
        SagaStep step, StepResult result, DateTimeOffset at) => (step, result) switch
    {
        (SagaStep.ValidateCart, StepResult.CartFrozen r) => new OrderSagaEvent.CartValidated(r.Cart) { At = at },
        (SagaStep.ReserveStock, StepResult.Done) => new OrderSagaEvent.StockReserved { At = at },
        (SagaStep.ProcessPayment, StepResult.Authorised r) =>
            new OrderSagaEvent.PaymentProcessed(r.AuthorizationCode, r.RiskScore) { At = at },
        (SagaStep.ConfirmOrder, StepResult.Done) => new OrderSagaEvent.OrderConfirmed { At = at },
        (SagaStep.Finish, StepResult.Done) => new OrderSagaEvent.Completed { At = at },
        _ => null,
    };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.AttemptFailed(
        DateTimeOffset at, SagaStep step, bool undo, int attempt, string error, bool unknown, DateTimeOffset? next) =>
        new OrderSagaEvent.AttemptFailed(step, undo, attempt, error, unknown, next) { At = at };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.StepFailed(
        DateTimeOffset at, SagaStep step, string reason, RefusalKind kind, string? detail, bool unknown,
        SagaStep? undoFrom) =>
        new OrderSagaEvent.StepFailed(step, reason, kind, detail, unknown, undoFrom) { At = at };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.StepUndone(DateTimeOffset at, SagaStep step, bool? beside) =>
        new OrderSagaEvent.StepUndone(step, beside) { At = at };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.Failed(DateTimeOffset at) =>
        new OrderSagaEvent.Failed { At = at };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.LateSuccessSeen(
        DateTimeOffset at, SagaStep step, string detail) =>
        new OrderSagaEvent.LateSuccessSeen(step, detail) { At = at };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.NeedsOperator(
        DateTimeOffset at, SagaStep step, bool undo, string reason) =>
        new OrderSagaEvent.NeedsOperator(step, undo, reason) { At = at };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.TakenOver(DateTimeOffset at) =>
        new OrderSagaEvent.TakenOver { At = at };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.OperatorRetried(
        DateTimeOffset at, string reason, string by, SagaStep step, bool undo) =>
        new OrderSagaEvent.OperatorRetried(reason, by, step, undo) { At = at };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.OperatorCompensated(
        DateTimeOffset at, string reason, string by, SagaStep step, SagaStep undoFrom) =>
        new OrderSagaEvent.OperatorCompensated(reason, by, step, undoFrom) { At = at };

    static OrderSagaEvent ISaga<OrderSaga, OrderSagaEvent>.StepResolved(
        DateTimeOffset at, StepResolution one) =>
        new OrderSagaEvent.StepResolved(
            one.Reason, one.By, one.Step, one.Undo, one.UndoFrom, one.MoneyByHand, one.StillUndone, one.ActionId)
        { At = at };
}
