using PosSaga.Deciding;

namespace PosSaga.Sagas;

/// <summary>Runs a list of steps forth, and back where it fails. Pure: no clock, no random, no I/O, no
/// exception.</summary>
public sealed partial class SagaEngine(IReadOnlyList<Step> steps)
{
    public IReadOnlyList<Step> Steps => steps;

    /// <summary>What the saga does next; decided from its state alone, so any process can go on where another
    /// stopped.</summary>
    public SagaAction Next(OrderSaga saga) => saga.State switch
    {
        SagaState.None or SagaState.Completed => SagaAction.Nothing,
        SagaState.NeedsOperator => Current(saga) with { Kind = SagaActionKind.WaitForOperator, Ask = null },
        _ => Current(saga),
    };

    public Decision<OrderSagaEvent> Decide(OrderSaga saga, SagaInput input) => input switch
    {
        _ when saga.State == SagaState.None => Refuse(SagaRefusals.NotFound),
        SagaInput.StepAnswered { Undo: false } e => DecideDone(saga, e),
        SagaInput.StepAnswered e => DecideUndone(saga, e),
        SagaInput.AttemptFailed e => DecideAttempt(saga, e),
        SagaInput.LateSuccess e => DecideLate(saga, e),
        SagaInput.OperatorAsked e => DecideOperator(saga, e),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private SagaAction Current(OrderSaga saga) => saga.Backward ? CurrentUndo(saga) : CurrentDo(saga);

    private SagaAction CurrentDo(OrderSaga saga)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            if (saga.Done.Has(step.Name))
                continue;
            var ask = saga.InDoubt && step.Inquire is { } inquire ? inquire : step.Do;
            return new SagaAction(SagaActionKind.Do, step, ask, saga.Attempts + 1);
        }

        return SagaAction.Nothing;
    }

    private SagaAction CurrentUndo(OrderSaga saga)
    {
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var step = steps[i];
            if (!saga.Done.Has(step.Name))
                continue;
            var ask = saga.Late.Has(step.Name) && step.Late is { } late ? late : step.Undo;
            if (ask is not null)
                return new SagaAction(SagaActionKind.Undo, step, ask, saga.Attempts + 1);
        }

        return SagaAction.Nothing;
    }

    /// <summary>Compensation starts here: the step itself if it may have been done, else the one before it.</summary>
    private SagaStep? UndoFrom(SagaStep failed, bool maybeDone, bool ahead)
    {
        var last = IndexOf(failed) + (ahead ? 1 : maybeDone ? 0 : -1);
        if (last >= steps.Count || (last >= 0 && steps[last].Undo is null))
            last--;
        return last < 0 ? null : steps[last].Name;
    }

    private int IndexOf(SagaStep name)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Name == name)
                return i;
        }

        return -1;
    }

    // The last event of a compensation and its end are one append: nobody sees a saga that has nothing left to do.
    private Decision<OrderSagaEvent> RecordAndEnd(OrderSaga saga, OrderSagaEvent @event)
    {
        var after = saga.Apply(@event);
        return after.State != SagaState.Failed && CurrentUndo(after).Kind == SagaActionKind.Nothing
            ? Record(@event, new OrderSagaEvent.Failed { At = @event.At })
            : Record(@event);
    }

    private static Decision<OrderSagaEvent> Record(params OrderSagaEvent[] events) =>
        Decision<OrderSagaEvent>.Record(events);

    private static Decision<OrderSagaEvent> Refuse(Refusal refusal) => Decision<OrderSagaEvent>.Refuse(refusal);

    private static Decision<OrderSagaEvent> Replay => Decision<OrderSagaEvent>.Replay;
}
