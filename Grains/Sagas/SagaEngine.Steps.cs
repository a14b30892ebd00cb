using PosSaga.EventSourcing;

namespace PosSaga.Sagas;

public sealed partial class SagaEngine<TSaga, TEvent>
{
    private const string GatewayUnavailable = "gateway-unavailable";

    /// <summary>Why a person is called when an outage has lasted a day.</summary>
    public const string UnansweredForADay = "unanswered-for-a-day";

    private Decision<TEvent> DecideDone(TSaga saga, SagaInput.StepAnswered e)
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
            StepResult.NotFound => GiveUp(saga, current, e, current.UnknownOutcomeCode, "not-found", unknown: true),
            StepResult.UnexpectedResponse nonsense => Stuck(current, undo: false, nonsense.What, e.At),
            _ => Stuck(current, undo: false, $"unexpected-answer-{e.Result.GetType().Name}", e.At),
        };
    }

    private Decision<TEvent> DecideUndone(TSaga saga, SagaInput.StepAnswered e)
    {
        if (!saga.Backward)
            return Refuse(SagaRefusals.NotAsked);
        if (!saga.Done.Has(e.Step))
            return Replay;
        // Undos wait beside each other, so the answer may be that of any of them.
        if (IndexOf(e.Step) is var i && (i < 0 || UndoOf(saga, steps[i]) is null))
            return Refuse(SagaRefusals.NotAsked);
        var current = steps[i];
        // After a person has settled it, a no is what they settled.
        if (e.Result is StepResult.Done || (saga.Settled.Has(e.Step)
            && e.Result is StepResult.UnexpectedResponse or StepResult.Refused { Refusal.Kind: not RefusalKind.Unavailable }))
            return RecordAndEnd(
                saga, TSaga.StepUndone(e.At, e.Step, IsBeside(saga, e.Step) ? true : null), e.At);
        if (saga.TroubleAt(e.Step)?.OperatorReason is not null)
            return Refuse(SagaRefusals.WaitsForOperator);
        return e.Result switch
        {
            StepResult.Refused { Refusal.Kind: RefusalKind.Unavailable } no =>
                Again(saga, current, e, no.Refusal.Code, unknown: false),
            StepResult.Refused no => Stuck(current, undo: true, no.Refusal.Code, e.At),
            StepResult.Unknown unknown => Again(saga, current, e, unknown.Error, unknown: true),
            StepResult.NotFound => Again(saga, current, e, "not-found", unknown: true),
            StepResult.UnexpectedResponse nonsense => Stuck(current, undo: true, nonsense.What, e.At),
            _ => Stuck(current, undo: true, $"unexpected-answer-{e.Result.GetType().Name}", e.At),
        };
    }

    private Decision<TEvent> DecideAttempt(TSaga saga, SagaInput.AttemptFailed e)
    {
        var current = Current(saga).Step;
        if (saga.IsFinal && current is null)
            return Refuse(SagaRefusals.AlreadyFinal);
        if (saga.Backward && e.Undo && saga.Done.Has(e.Step) && IndexOf(e.Step) is var i and >= 0
            && UndoOf(saga, steps[i]) is not null)
            current = steps[i];
        if (current?.Name != e.Step || saga.Backward != e.Undo)
            return Refuse(SagaRefusals.NotAsked);
        if (saga.TroubleAt(e.Step)?.OperatorReason is not null)
            return Refuse(SagaRefusals.WaitsForOperator);
        var answered = new SagaInput.StepAnswered(e.Step, e.Undo, StepResult.Ok, e.At)
        {
            LogMayLag = e.LogMayLag, Jitter = e.Jitter,
        };
        return Again(saga, current, answered, e.Error, unknown: true);
    }

    private Decision<TEvent> DecideRefused(
        TSaga saga, Step<TSaga> step, StepResult.Refused refused, SagaInput.StepAnswered e)
    {
        var no = refused.Refusal;
        return (e.Step, no.Kind) switch
        {
            // The gateway's word on this very id: nothing is held, whatever an earlier attempt looked like.
            (_, RefusalKind.PaymentDeclined) when !refused.Partly =>
                Fail(saga, step, no.Code, no.Kind, no.Text, UndoFrom(e.Step, false, false), e.At),
            // Of several cards one was declined and another holds the money.
            (_, RefusalKind.PaymentDeclined) => Fails(RefusalKind.PaymentDeclined),
            (SagaStep.ValidateCart, _) => Fails(RefusalKind.CartInvalid),
            (SagaStep.Price, var kind) => Fails(kind),
            (SagaStep.ReserveStock, RefusalKind.OutOfStock) => Fails(RefusalKind.OutOfStock),
            (SagaStep.ConfirmOrder, _) => Fails(RefusalKind.OrderFailed, "order-refused", $"{no.Code}: {no.Text}"),
            _ => Fails(RefusalKind.OrderFailed),
        };

        Decision<TEvent> Fails(RefusalKind kind, string? code = null, string? detail = null)
        {
            var maybe = refused.Partly || saga.InDoubt;
            return Fail(
                saga, step, code ?? no.Code, kind, detail ?? no.Text, UndoFrom(e.Step, maybe, e.LogMayLag), e.At, maybe);
        }
    }

    /// <summary>One more attempt. A step that can be undone is given up soon; what has to be settled goes on until its
    /// patience is over.</summary>
    private Decision<TEvent> Again(
        TSaga saga, Step<TSaga> step, SagaInput.StepAnswered e, string error, bool unknown)
    {
        var trouble = saga.TroubleAt(e.Step);
        var attempt = (trouble?.Attempts ?? 0) + 1;
        var mustBeSettled = e.Undo || step.Undo is null;
        if (mustBeSettled ? e.At - (trouble?.Since ?? e.At) < step.Patience : attempt < step.Attempts)
            return Record(Failed(e.At + step.DelayAfter(attempt, e.Jitter)));
        if (mustBeSettled)
            return Record(Failed(null), TSaga.NeedsOperator(e.At, e.Step, e.Undo, UnansweredForADay));
        unknown |= saga.InDoubt;
        // "The gateway is away" says more than "unknown" to whoever reads it; what follows is the same.
        var reason = unknown && error != GatewayUnavailable ? step.UnknownOutcomeCode : error;
        return GiveUp(saga, step, e, reason, error, unknown);

        TEvent Failed(DateTimeOffset? next) =>
            TSaga.AttemptFailed(e.At, e.Step, e.Undo, attempt, error, unknown, next);
    }

    private Decision<TEvent> GiveUp(
        TSaga saga, Step<TSaga> step, SagaInput.StepAnswered e, string reason, string detail, bool unknown) =>
        Fail(saga, step, reason, RefusalKind.OrderFailed, detail, UndoFrom(e.Step, unknown, e.LogMayLag), e.At, unknown);

    private Decision<TEvent> Fail(
        TSaga saga, Step<TSaga> step, string reason, RefusalKind kind, string? detail, SagaStep? undoFrom,
        DateTimeOffset at,
        bool unknown = false) =>
        RecordAndEnd(
            saga, TSaga.StepFailed(at, step.Name, reason, kind, detail, unknown, undoFrom), at);

    private static Decision<TEvent> Stuck(Step<TSaga> step, bool undo, string reason, DateTimeOffset at) =>
        Record(TSaga.NeedsOperator(at, step.Name, undo, reason));

    private static TEvent? Success(SagaInput.StepAnswered e) => TSaga.Success(e.Step, e.Result, e.At);
}
