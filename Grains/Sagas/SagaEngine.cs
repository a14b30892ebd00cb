using PosSaga.EventSourcing;

namespace PosSaga.Sagas;

/// <summary>Runs a list of steps forth, and back where it fails. Pure: no clock, no random, no I/O, no
/// exception.</summary>
public sealed partial class SagaEngine<TSaga, TEvent>(IReadOnlyList<Step<TSaga>> steps)
    where TSaga : SagaProgress, ISaga<TSaga, TEvent>
    where TEvent : class
{
    public IReadOnlyList<Step<TSaga>> Steps => steps;

    /// <summary>What the saga does next; decided from its state alone, so any process can go on where another
    /// stopped.</summary>
    public SagaAction<TSaga> Next(TSaga saga) => saga.State switch
    {
        SagaState.None or SagaState.Completed => SagaAction<TSaga>.Nothing,
        SagaState.NeedsOperator when !saga.Backward =>
            Current(saga) with { Kind = SagaActionKind.WaitForOperator, Ask = null },
        _ => Current(saga),
    };

    /// <summary>The step that people are shown: what a person is needed for, else what waits, else what it does
    /// next.</summary>
    public Step<TSaga>? Shown(TSaga saga)
    {
        if (saga.State == SagaState.NeedsOperator && StuckAt(saga) is { } stuck)
            return stuck;
        return LongestWait(saga) is { } wait && IndexOf(wait.Step) is var i and >= 0 ? steps[i] : Next(saga).Step;
    }

    /// <summary>What is being waited out, of several the longest; null when nothing is. A step that is given up after a
    /// few attempts does not wait.</summary>
    public StepTrouble? LongestWait(TSaga saga)
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

    public Decision<TEvent> Decide(TSaga saga, SagaInput input) => input switch
    {
        _ when saga.State == SagaState.None => Refuse(SagaRefusals.NotFound),
        SagaInput.StepAnswered { Undo: false } e => DecideDone(saga, e),
        SagaInput.StepAnswered e => DecideUndone(saga, e),
        SagaInput.AttemptFailed e => DecideAttempt(saga, e),
        SagaInput.LateSuccess e => DecideLate(saga, e),
        SagaInput.OperatorAsked e => DecideOperator(saga, e),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private SagaAction<TSaga> Current(TSaga saga) => saga.Backward ? CurrentUndo(saga) : CurrentDo(saga);

    private SagaAction<TSaga> CurrentDo(TSaga saga)
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

        return SagaAction<TSaga>.Nothing;
    }

    /// <summary>Backwards. An undo that waits, or that a person is at, does not hold up those of the steps before it;
    /// of those that wait, the one that is due first.</summary>
    private SagaAction<TSaga> CurrentUndo(TSaga saga)
    {
        var (due, stuck) = (SagaAction<TSaga>.Nothing, SagaAction<TSaga>.Nothing);
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

    private static Ask<TSaga>? UndoOf(TSaga saga, Step<TSaga> step) =>
        saga.Late.Has(step.Name) && step.Late is { } late ? late : step.Undo;

    private static SagaAction<TSaga> Action(SagaActionKind kind, Step<TSaga> step, Ask<TSaga>? ask, StepTrouble? trouble) =>
        new(kind, step, ask, (trouble?.Attempts ?? 0) + 1, trouble?.NextAttempt);

    /// <summary>The last step in the list that waits for a person.</summary>
    private Step<TSaga>? StuckAt(TSaga saga, SagaStep? besides = null)
    {
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            if (steps[i].Name != besides && saga.TroubleAt(steps[i].Name)?.OperatorReason is not null)
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
    private Decision<TEvent> RecordAndEnd(TSaga saga, TEvent @event, DateTimeOffset at)
    {
        var after = saga.Apply(@event);
        return after.State != SagaState.Failed && CurrentUndo(after).Kind == SagaActionKind.Nothing
            ? Record(@event, TSaga.Failed(at))
            : Record(@event);
    }

    private static Decision<TEvent> Record(params TEvent[] events) =>
        Decision<TEvent>.Record(events);

    private static Decision<TEvent> Refuse(Refusal refusal) => Decision<TEvent>.Refuse(refusal);

    private static Decision<TEvent> Replay => Decision<TEvent>.Replay;
}
