using System.Text.Json.Serialization;

namespace PosSaga.Sagas;

/// <summary>How far a saga has come, whatever it is about: all that the engine looks at.</summary>
public abstract record SagaProgress
{
    public SagaState State { get; init; }

    /// <summary>Steps that were done, or may have been, and are not undone.</summary>
    public SagaSteps Done { get; init; }

    /// <summary>Steps of which a success was seen after they had been given up.</summary>
    public SagaSteps Late { get; init; }

    /// <summary>It has been decided that nothing will come of it; from here it only undoes.</summary>
    public bool Backward { get; init; }

    /// <summary>Steps that a person settled and that are asked all the same: what is left of one that only goes forward
    /// is done, and the participant of one that is undone has to refuse a late original.</summary>
    public SagaSteps Settled { get; init; }

    /// <summary>The last action on many by which a person settled a step.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary>A person captured the money in the gateway's own pages, for the gateway had been silent too long to be waited for.</summary>
    public bool MoneyByHand { get; init; }

    /// <summary>Actions that got no answer yet, or one that makes no sense; each step at most once.</summary>
    public IReadOnlyList<StepTrouble> Troubles { get; init; } = [];

    /// <summary>An attempt of the current step may have been done although no answer came.</summary>
    public bool InDoubt { get; init; }

    /// <summary>Failed attempts of what failed last.</summary>
    public int Attempts => Troubles is [.., var last] ? last.Attempts : 0;

    public string? LastError => Troubles is [.., { Attempts: > 0 } last] ? last.Error : null;

    public string? OperatorReason =>
        Troubles.LastOrDefault(trouble => trouble.OperatorReason is not null)?.OperatorReason;

    public SagaFailure? Failure { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it has been in this state.</summary>
    public DateTimeOffset Since { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Number of events; the journal's version of the stream.</summary>
    public long Version { get; init; }

    /// <summary>Null before its start.</summary>
    [JsonIgnore] public abstract ISagaRequest? Asked { get; }

    [JsonIgnore] public bool IsFinal => State is SagaState.Completed or SagaState.Failed;

    public StepTrouble? TroubleAt(SagaStep step)
    {
        foreach (var trouble in Troubles)
        {
            if (trouble.Step == step)
                return trouble;
        }

        return null;
    }

    internal SagaProgress Entered(SagaState state, SagaState before, DateTimeOffset at) => this with
    {
        State = state,
        Since = state == before ? Since : at,
        UpdatedAt = at,
        Version = Version + 1,
    };

    protected SagaProgress Fold(ISagaFact fact) => fact switch
    {
        IAttemptFailed e => With(Waiting(e)) with { InDoubt = InDoubt || (e.Unknown && !e.Undo) },
        IStepFailed e => BeginCompensation(e.UndoFrom, new SagaFailure(e.Step, e.Reason, e.Kind, e.Detail)),
        IStepUndone e => Without(e.Step) with { Done = Done & ~e.Step.AsSet() },
        ISagaFailed => ResetAttempts() with { Done = SagaSteps.None },
        ILateSuccessSeen e => this with { Late = Late | e.Step.AsSet(), Done = Done | e.Step.AsSet() },
        INeedsOperator e => With(Stuck(e)),
        ISagaTakenOver => this,
        IOperatorRetried => ResetAttempts(),
        IOperatorCompensated when Backward => ResetAttempts(),
        IOperatorCompensated e =>
            BeginCompensation(e.UndoFrom, new SagaFailure(e.Step, "operator-compensated", RefusalKind.OrderFailed, e.Reason)),
        IStepResolved e => Settle(e) with { ResolvedBy = e.ActionId ?? ResolvedBy },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} does not fold into a saga."),
    };

    protected SagaProgress Advance(SagaStep step) =>
        ResetAttempts() with { Done = Done | step.AsSet(), InDoubt = false };

    /// <summary>A new action, or a new set of attempts at the old one.</summary>
    protected SagaProgress ResetAttempts() => Troubles.Count == 0 ? this : this with { Troubles = [] };

    private SagaProgress BeginCompensation(SagaStep? from, SagaFailure failure) => ResetAttempts() with
    {
        Backward = true, Failure = failure, InDoubt = false,
        Done = from is { } last ? Done | last.AndAllBefore() : Done,
    };

    private SagaProgress Settle(IStepResolved e)
    {
        var step = e.Step.AsSet();
        var settled = e switch
        {
            { Undo: true }     => Without(e.Step),
            { UndoFrom: null } => ResetAttempts() with { MoneyByHand = MoneyByHand || e.MoneyByHand },
            _ => BeginCompensation(e.UndoFrom, new SagaFailure(e.Step, "operator-resolved", RefusalKind.OrderFailed, e.Reason)),
        };
        var onlyForward = e is { Undo: false, UndoFrom: null };
        return settled with
        {
            Settled = onlyForward || e.StillUndone ? Settled | step : Settled,
            Done = onlyForward || e.StillUndone ? settled.Done : settled.Done & ~step,
        };
    }

    private StepTrouble Waiting(IAttemptFailed e) => new(
        e.Step, e.Attempt, e.Error, TroubleAt(e.Step)?.Since ?? e.At, e.NextAttempt ?? e.At);

    private StepTrouble Stuck(INeedsOperator e) =>
        (TroubleAt(e.Step) ?? new StepTrouble(e.Step, 0, e.Reason, e.At, e.At)) with { OperatorReason = e.Reason };

    private SagaProgress With(StepTrouble trouble) =>
        this with { Troubles = [.. Without(trouble.Step).Troubles, trouble] };

    private SagaProgress Without(SagaStep step) => TroubleAt(step) is null
        ? this
        : this with { Troubles = [.. Troubles.Where(trouble => trouble.Step != step)] };
}

/// <summary>For whom a saga goes on, off the call and perhaps in another process.</summary>
public interface ISagaRequest
{
    string Actor { get; }

    string? RequestId { get; }

    string? Trace { get; }
}

/// <summary>An action that got no answer, or one that makes no sense.</summary>
/// <param name="Attempts">That failed.</param>
/// <param name="Since">The first of them.</param>
/// <param name="OperatorReason">Set when it is not tried again until a person has spoken.</param>
public sealed record StepTrouble(
    SagaStep Step, int Attempts, string Error, DateTimeOffset Since, DateTimeOffset NextAttempt,
    string? OperatorReason = null);
