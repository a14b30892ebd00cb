using PosSaga.Deciding;

namespace PosSaga.Sagas;

public sealed partial class SagaEngine
{
    private const string GatewayUnavailable = "gateway-unavailable";

    private Decision<OrderSagaEvent> DecideDone(OrderSaga saga, SagaInput.StepAnswered e)
    {
        if (saga.Backward)
            return Success(e) is null
                ? Refuse(SagaRefusals.StepGivenUp)
                : DecideLate(saga, new(e.Step, e.Result, e.At));
        if (saga.Done.Has(e.Step) || saga.IsFinal)
            return Replay;
        var current = CurrentDo(saga).Step;
        if (current?.Name != e.Step)
            return Refuse(SagaRefusals.NotAsked);
        if (Success(e) is { } success)
            return Record(success);
        if (saga.State == SagaState.NeedsOperator)
            return Refuse(SagaRefusals.WaitsForOperator);
        return e.Result switch
        {
            StepResult.Refused { Refusal.Kind: RefusalKind.Unavailable } no =>
                Again(saga, current, e, no.Refusal.Code, unknown: no.Partly),
            StepResult.Refused no when current.Undo is null => Stuck(current, undo: false, no.Refusal.Code, e.At),
            StepResult.Refused no => DecideRefused(saga, current, no, e),
            StepResult.Unknown unknown => Again(saga, current, e, unknown.Error, unknown: true),
            // Asked about, the gateway knows nothing of it; the original may yet arrive. Undoing bars it.
            StepResult.NotFound => GiveUp(saga, current, e, current.Unsure, "not-found", unknown: true),
            StepResult.Nonsense nonsense => Stuck(current, undo: false, nonsense.What, e.At),
            _ => Stuck(current, undo: false, $"unexpected-answer-{e.Result.GetType().Name}", e.At),
        };
    }

    private Decision<OrderSagaEvent> DecideUndone(OrderSaga saga, SagaInput.StepAnswered e)
    {
        if (!saga.Backward)
            return Refuse(SagaRefusals.NotAsked);
        if (!saga.Done.Has(e.Step))
            return Replay;
        var current = CurrentUndo(saga).Step;
        if (current?.Name != e.Step)
            return Refuse(SagaRefusals.NotAsked);
        if (e.Result is StepResult.Done)
            return RecordAndEnd(saga, new OrderSagaEvent.StepUndone(e.Step) { At = e.At });
        if (saga.State == SagaState.NeedsOperator)
            return Refuse(SagaRefusals.WaitsForOperator);
        return e.Result switch
        {
            StepResult.Refused { Refusal.Kind: RefusalKind.Unavailable } no =>
                Again(saga, current, e, no.Refusal.Code, unknown: false),
            StepResult.Refused no => Stuck(current, undo: true, no.Refusal.Code, e.At),
            StepResult.Unknown unknown => Again(saga, current, e, unknown.Error, unknown: true),
            StepResult.NotFound => Again(saga, current, e, "not-found", unknown: true),
            StepResult.Nonsense nonsense => Stuck(current, undo: true, nonsense.What, e.At),
            _ => Stuck(current, undo: true, $"unexpected-answer-{e.Result.GetType().Name}", e.At),
        };
    }

    private Decision<OrderSagaEvent> DecideAttempt(OrderSaga saga, SagaInput.AttemptFailed e)
    {
        var current = Current(saga).Step;
        if (saga.IsFinal && current is null)
            return Refuse(SagaRefusals.AlreadyFinal);
        if (saga.State == SagaState.NeedsOperator)
            return Refuse(SagaRefusals.WaitsForOperator);
        if (current?.Name != e.Step || saga.Backward != e.Undo)
            return Refuse(SagaRefusals.NotAsked);
        return Again(
            saga, current, new(e.Step, e.Undo, StepResult.Ok, e.At) { Ahead = e.Ahead }, e.Error, unknown: true);
    }

    private Decision<OrderSagaEvent> DecideRefused(
        OrderSaga saga, Step step, StepResult.Refused refused, SagaInput.StepAnswered e)
    {
        var no = refused.Refusal;
        return (e.Step, no.Kind) switch
        {
            // The gateway's word on this very id: nothing is held, whatever an earlier attempt looked like.
            (_, RefusalKind.PaymentDeclined) =>
                Fail(saga, step, no.Code, no.Kind, no.Text, UndoFrom(e.Step, false, false), e.At),
            (SagaStep.ValidateCart, _) => Fails(RefusalKind.CartInvalid),
            (SagaStep.ReserveStock, RefusalKind.OutOfStock) => Fails(RefusalKind.OutOfStock),
            (SagaStep.ConfirmOrder, _) => Fails(RefusalKind.OrderFailed, "order-refused", $"{no.Code}: {no.Text}"),
            _ => Fails(RefusalKind.OrderFailed),
        };

        Decision<OrderSagaEvent> Fails(RefusalKind kind, string? code = null, string? detail = null)
        {
            var maybe = refused.Partly || saga.InDoubt;
            return Fail(
                saga, step, code ?? no.Code, kind, detail ?? no.Text, UndoFrom(e.Step, maybe, e.Ahead), e.At, maybe);
        }
    }

    /// <summary>One more attempt, as long as there is one left.</summary>
    private Decision<OrderSagaEvent> Again(
        OrderSaga saga, Step step, SagaInput.StepAnswered e, string error, bool unknown)
    {
        var attempt = saga.Attempts + 1;
        var failed = new OrderSagaEvent.AttemptFailed(e.Step, e.Undo, attempt, error, unknown) { At = e.At };
        if (attempt < (e.Undo ? step.UndoAttempts : step.Attempts))
            return Record(failed);
        if (e.Undo || step.Undo is null)
            return Record(failed, new OrderSagaEvent.NeedsOperator(e.Step, e.Undo, error) { At = e.At });
        unknown |= saga.InDoubt;
        // "The gateway is away" says more than "unknown" to whoever reads it; what follows is the same.
        var reason = unknown && error != GatewayUnavailable ? step.Unsure : error;
        return GiveUp(saga, step, e, reason, error, unknown);
    }

    private Decision<OrderSagaEvent> GiveUp(
        OrderSaga saga, Step step, SagaInput.StepAnswered e, string reason, string detail, bool unknown) =>
        Fail(saga, step, reason, RefusalKind.OrderFailed, detail, UndoFrom(e.Step, unknown, e.Ahead), e.At, unknown);

    private Decision<OrderSagaEvent> Fail(
        OrderSaga saga, Step step, string reason, RefusalKind kind, string? detail, SagaStep? undoFrom,
        DateTimeOffset at,
        bool unknown = false) =>
        RecordAndEnd(
            saga, new OrderSagaEvent.StepFailed(step.Name, reason, kind, detail, unknown, undoFrom) { At = at });

    private static Decision<OrderSagaEvent> Stuck(Step step, bool undo, string reason, DateTimeOffset at) =>
        Record(new OrderSagaEvent.NeedsOperator(step.Name, undo, reason) { At = at });

    private static OrderSagaEvent? Success(SagaInput.StepAnswered e) => (e.Step, e.Result) switch
    {
        (SagaStep.ValidateCart, StepResult.CartFrozen r) => new OrderSagaEvent.CartValidated(r.Cart) { At = e.At },
        (SagaStep.ReserveStock, StepResult.Done) => new OrderSagaEvent.StockReserved { At = e.At },
        (SagaStep.ProcessPayment, StepResult.Authorised r) =>
            new OrderSagaEvent.PaymentProcessed(r.AuthorizationCode, r.RiskScore) { At = e.At },
        (SagaStep.ConfirmOrder, StepResult.Done) => new OrderSagaEvent.OrderConfirmed { At = e.At },
        (SagaStep.Finish, StepResult.Done) => new OrderSagaEvent.Completed { At = e.At },
        _ => null,
    };
}
