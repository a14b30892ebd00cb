using PosSaga.EventSourcing;

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
        SagaState.NeedsOperator when !saga.Backward =>
            Current(saga) with { Kind = SagaActionKind.WaitForOperator, Ask = null },
        _ => Current(saga),
    };

    /// <summary>The step that people are shown: what a person is needed for, else what waits, else what it does
    /// next.</summary>
    public Step? Shown(OrderSaga saga)
    {
        if (saga.State == SagaState.NeedsOperator && StuckAt(saga) is { } stuck)
            return stuck;
        return LongestWait(saga) is { } wait && IndexOf(wait.Step) is var i and >= 0 ? steps[i] : Next(saga).Step;
    }

    /// <summary>What is being waited out, of several the longest; null when nothing is. A step that is given up after a
    /// few attempts does not wait.</summary>
    public StepTrouble? LongestWait(OrderSaga saga)
    {
        StepTrouble? longest = null;
        foreach (var trouble in saga.Troubles)
        {
            if (trouble.OperatorReason is null && (longest is null || trouble.Since < longest.Since)
                && (saga.Backward || (IndexOf(trouble.Step) is var i and >= 0 && steps[i].Undo is null)))
                longest = trouble;
        }

        return longest;
    }

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
            var ask = saga.Settled.Has(step.Name) && step.Rest is { } rest ? rest
                : saga.InDoubt && step.Inquire is { } inquire ? inquire : step.Do;
            return Action(SagaActionKind.Do, step, ask, saga.TroubleAt(step.Name));
        }

        return SagaAction.Nothing;
    }

    /// <summary>Backwards. An undo that waits, or that a person is at, does not hold up those of the steps before it;
    /// of those that wait, the one that is due first.</summary>
    private SagaAction CurrentUndo(OrderSaga saga)
    {
        var (due, stuck) = (SagaAction.Nothing, SagaAction.Nothing);
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var step = steps[i];
            if (!saga.Done.Has(step.Name) || UndoOf(saga, step) is not { } ask || step.HoldUndo?.Invoke(saga) == true)
                continue;
            var trouble = saga.TroubleAt(step.Name);
            if (trouble is null)
                return Action(SagaActionKind.Undo, step, ask, null);
            if (trouble.OperatorReason is not null)
                stuck = stuck.Step is null ? Action(SagaActionKind.WaitForOperator, step, null, trouble) : stuck;
            else if (due.Step is null || trouble.NextAttempt < due.NotBefore)
                due = Action(SagaActionKind.Undo, step, ask, trouble);
        }

        return due.Step is null ? stuck : due;
    }

    private static Ask? UndoOf(OrderSaga saga, Step step) =>
        saga.Late.Has(step.Name) && step.Late is { } late ? late : step.Undo;

    private static SagaAction Action(SagaActionKind kind, Step step, Ask? ask, StepTrouble? trouble) =>
        new(kind, step, ask, (trouble?.Attempts ?? 0) + 1, trouble?.NextAttempt);

    /// <summary>The last step in the list that waits for a person.</summary>
    private Step? StuckAt(OrderSaga saga)
    {
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            if (saga.TroubleAt(steps[i].Name)?.OperatorReason is not null)
                return steps[i];
        }

        return null;
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
