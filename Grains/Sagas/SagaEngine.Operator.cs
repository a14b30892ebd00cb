using PosSaga.Deciding;

namespace PosSaga.Sagas;

public sealed partial class SagaEngine
{
    private Decision<OrderSagaEvent> DecideLate(OrderSaga saga, SagaInput.LateSuccess e)
    {
        var answered = new SagaInput.StepAnswered(e.Step, Undo: false, e.Result, e.At);
        if (Success(answered) is null)
            return Refuse(SagaRefusals.NotAsked);
        // Not given up yet: then it is simply the answer.
        if (!saga.Backward)
            return DecideDone(saga, answered);
        if (saga.Late.Has(e.Step))
            return Replay;
        if (IndexOf(e.Step) is var i && (i < 0 || steps[i].Late is null))
            return Refuse(SagaRefusals.LateNotHandled);
        var detail = e.Result is StepResult.Authorised a ? a.AuthorizationCode : "done";
        return Record(new OrderSagaEvent.LateSuccessSeen(e.Step, detail) { At = e.At });
    }

    private Decision<OrderSagaEvent> DecideOperator(OrderSaga saga, SagaInput.OperatorAsked e) =>
        e.Wish switch
        {
            OperatorWish.Compensate => DecideCompensate(saga, e),
            _ when Current(saga).Step is null => Refuse(SagaRefusals.AlreadyFinal),
            OperatorWish.Retry => DecideRetry(saga, Current(saga), e),
            _ when saga.State != SagaState.NeedsOperator =>
                Refuse(saga.IsFinal ? SagaRefusals.AlreadyFinal : SagaRefusals.OnlyForStuck),
            _ => Record(new OrderSagaEvent.OperatorResolved(
                e.Reason, e.By, Current(saga).Step!.Name, AsCompleted: IsConfirmed(saga)) { At = e.At }),
        };

    private static Decision<OrderSagaEvent> DecideRetry(
        OrderSaga saga, SagaAction current, SagaInput.OperatorAsked e) =>
        saga.State == SagaState.NeedsOperator || saga.Attempts > 0
            ? Record(
                new OrderSagaEvent.OperatorRetried(e.Reason, e.By, current.Step!.Name, saga.Backward) { At = e.At })
            : Refuse(SagaRefusals.NothingToRetry);

    private Decision<OrderSagaEvent> DecideCompensate(OrderSaga saga, SagaInput.OperatorAsked e)
    {
        if (!saga.Backward && (saga.State == SagaState.Completed || IsConfirmed(saga)))
            return Refuse(SagaRefusals.AlreadyConfirmed);
        var current = Current(saga).Step?.Name;
        if (current is null || saga.State == SagaState.Failed)
            return Refuse(SagaRefusals.AlreadyFinal);
        if (saga.Backward && saga.State != SagaState.NeedsOperator)
            return Refuse(SagaRefusals.AlreadyCompensating);
        // The current step may be under way this very moment: undone as well, which bars it if it comes later.
        var from = saga.Backward ? current.Value : UndoFrom(current.Value, maybeDone: true, e.Ahead) ?? current.Value;
        return RecordAndEnd(
            saga, new OrderSagaEvent.OperatorCompensated(e.Reason, e.By, current.Value, from) { At = e.At });
    }

    // Nothing that could be undone is left to do: the order stands.
    private bool IsConfirmed(OrderSaga saga) => !saga.Backward && CurrentDo(saga).Step is null or { Undo: null };
}
