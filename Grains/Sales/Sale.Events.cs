using PosSaga.Sagas;

namespace PosSaga.Sales;

/// <summary>What the engine records of a sale.</summary>
public sealed partial record Sale
{
    static SaleEvent? ISaga<Sale, SaleEvent>.Success(
        SagaStep step, StepResult result, DateTimeOffset at) => (step, result) switch
    {
        (SagaStep.Price, StepResult.SalePriced r) => new SaleEvent.Priced(r.Sale) { At = at },
        (SagaStep.ReserveStock, StepResult.Done) => new SaleEvent.StockReserved { At = at },
        (SagaStep.ProcessPayment, StepResult.Done) => new SaleEvent.Paid { At = at },
        (SagaStep.Commit, StepResult.SaleNumbered r) => new SaleEvent.Committed(r.Number) { At = at },
        (SagaStep.Void, StepResult.Done) => new SaleEvent.Voided { At = at },
        _ => null,
    };

    static SaleEvent ISaga<Sale, SaleEvent>.AttemptFailed(
        DateTimeOffset at, SagaStep step, bool undo, int attempt, string error, bool unknown, DateTimeOffset? next) =>
        new SaleEvent.AttemptFailed(step, undo, attempt, error, unknown, next) { At = at };

    static SaleEvent ISaga<Sale, SaleEvent>.StepFailed(
        DateTimeOffset at, SagaStep step, string reason, RefusalKind kind, string? detail, bool unknown,
        SagaStep? undoFrom) =>
        new SaleEvent.StepFailed(step, reason, kind, detail, unknown, undoFrom) { At = at };

    static SaleEvent ISaga<Sale, SaleEvent>.StepUndone(DateTimeOffset at, SagaStep step, bool? beside) =>
        new SaleEvent.StepUndone(step, beside) { At = at };

    static SaleEvent ISaga<Sale, SaleEvent>.Failed(DateTimeOffset at) =>
        new SaleEvent.Failed { At = at };

    static SaleEvent ISaga<Sale, SaleEvent>.LateSuccessSeen(
        DateTimeOffset at, SagaStep step, string detail) =>
        new SaleEvent.LateSuccessSeen(step, detail) { At = at };

    static SaleEvent ISaga<Sale, SaleEvent>.NeedsOperator(
        DateTimeOffset at, SagaStep step, bool undo, string reason) =>
        new SaleEvent.NeedsOperator(step, undo, reason) { At = at };

    static SaleEvent ISaga<Sale, SaleEvent>.TakenOver(DateTimeOffset at) =>
        new SaleEvent.TakenOver { At = at };

    static SaleEvent ISaga<Sale, SaleEvent>.OperatorRetried(
        DateTimeOffset at, string reason, string by, SagaStep step, bool undo) =>
        new SaleEvent.OperatorRetried(reason, by, step, undo) { At = at };

    static SaleEvent ISaga<Sale, SaleEvent>.OperatorCompensated(
        DateTimeOffset at, string reason, string by, SagaStep step, SagaStep undoFrom) =>
        new SaleEvent.OperatorCompensated(reason, by, step, undoFrom) { At = at };

    static SaleEvent ISaga<Sale, SaleEvent>.StepResolved(
        DateTimeOffset at, StepResolution one) =>
        new SaleEvent.StepResolved(
            one.Reason, one.By, one.Step, one.Undo, one.UndoFrom, one.MoneyByHand, one.StillUndone, one.ActionId)
        { At = at };
}
