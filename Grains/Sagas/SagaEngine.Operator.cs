using PosSaga.EventSourcing;

namespace PosSaga.Sagas;

public sealed partial class SagaEngine<TSaga, TEvent>
{
    private Decision<TEvent> DecideLate(TSaga saga, SagaInput.LateSuccess e)
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
        return Record(TSaga.LateSuccessSeen(e.At, e.Step, detail));
    }

    private Decision<TEvent> DecideOperator(TSaga saga, SagaInput.OperatorAsked e) =>
        (e.Request, Shown(saga)) switch
        {
            (OperatorRequest.Compensate, _) => DecideCompensate(saga, e),
            (OperatorRequest.Resolve, _) when e.ActionId is { } action && action == saga.ResolvedBy => Replay,
            (_, null) => Refuse(SagaRefusals.AlreadyFinal),
            (OperatorRequest.Retry, { } step) => DecideRetry(saga, step, e),
            (_, { } step) => DecideResolve(saga, step, e),
        };

    private static Decision<TEvent> DecideRetry(TSaga saga, Step<TSaga> step, SagaInput.OperatorAsked e) =>
        saga.Troubles.Count > 0
            ? Record(TSaga.OperatorRetried(e.At, e.Reason, e.By, step.Name, saga.Backward))
            : Refuse(SagaRefusals.NothingToRetry);

    /// <summary>The person settled this one step and no other: what is below it is still undone, what is left of the
    /// finish is still done. The gateway bars by itself what was settled there; a participant of ours does so only when
    /// it is asked to undo, and would take a late original otherwise. Also for what only waits for the gateway: who has settled it there need not wait for a day
    /// to say so.</summary>
    private Decision<TEvent> DecideResolve(TSaga saga, Step<TSaga> step, SagaInput.OperatorAsked e)
    {
        var mustBeSettled = saga.Backward || step.Undo is null;
        if (saga.TroubleAt(step.Name) is not { } trouble
            || (trouble.OperatorReason is null && !(mustBeSettled && step.AsksGateway)))
            return Refuse(saga.IsFinal ? SagaRefusals.AlreadyFinal : SagaRefusals.OnlyForStuck);
        var from = mustBeSettled ? null : UndoFrom(step.Name, maybeDone: true, e.LogMayLag);
        var silent = step.Undo is null && trouble.OperatorReason == UnansweredForADay
            && trouble.Error.StartsWith("gateway-", StringComparison.Ordinal);
        var resolved = TSaga.StepResolved(e.At, new StepResolution(
            e.Reason, e.By, step.Name, saga.Backward, from, MoneyByHand: silent,
            StillUndone: !step.AsksGateway, e.ActionId));
        if (mustBeSettled && !saga.Backward)
            return Record(resolved);
        // A second step that needs a person is shown next.
        return saga.Backward && saga.Apply(resolved) is var after && StuckAt(after) is { } other
            ? Record(
                resolved,
                TSaga.NeedsOperator(
                    e.At, other.Name, undo: true, after.TroubleAt(other.Name)!.OperatorReason!))
            : RecordAndEnd(saga, resolved, e.At);
    }

    private Decision<TEvent> DecideCompensate(TSaga saga, SagaInput.OperatorAsked e)
    {
        if (!saga.Backward && (saga.State == SagaState.Completed || IsConfirmed(saga)))
            return Refuse(SagaRefusals.AlreadyConfirmed);
        var current = Shown(saga)?.Name;
        if (current is null || saga.State == SagaState.Failed)
            return Refuse(SagaRefusals.AlreadyFinal);
        if (saga.Backward && saga.State != SagaState.NeedsOperator)
            return Refuse(SagaRefusals.AlreadyCompensating);
        // The current step may be under way this very moment: undone as well, which bars it if it comes later.
        var from = saga.Backward ? current.Value : UndoFrom(current.Value, maybeDone: true, e.LogMayLag) ?? current.Value;
        return RecordAndEnd(
            saga, TSaga.OperatorCompensated(e.At, e.Reason, e.By, current.Value, from), e.At);
    }

    /// <summary>Whether the undo of this step leaves the saga showing another one: a later one that waits, or one that
    /// a person is at.</summary>
    private bool IsBeside(TSaga saga, SagaStep undone)
    {
        var left = saga.Done & ~undone.AsSet();
        if (StuckAt(saga, besides: undone) is not null)
            return true;
        return saga.TroubleAt(undone)?.OperatorReason is null && (left & ~undone.AndAllBefore()) != SagaSteps.None;
    }

    // Nothing that could be undone is left to do: the order stands.
    private bool IsConfirmed(TSaga saga) => !saga.Backward && CurrentDo(saga).Step is null or { Undo: null };
}
