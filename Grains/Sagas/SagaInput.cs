namespace PosSaga.Sagas;

/// <summary>What can happen to a saga once it is started.</summary>
/// <param name="At">When. The engine has no clock.</param>
public abstract record SagaInput(DateTimeOffset At)
{
    /// <summary>Its events may be behind what was asked in its name, because a process died or an append was lost: the
    /// step after the one that it stands at may have been asked as well. Never further: see
    /// <see cref="SagaGrain{TSaga, TEvent, TView}"/>.</summary>
    public bool LogMayLag { get; init; }

    /// <summary>0 to 1: spreads out when a failed attempt is repeated. The engine has no random numbers.</summary>
    public double Jitter { get; init; } = 1;

    /// <summary>A step, or its undo, was answered.</summary>
    public sealed record StepAnswered(SagaStep Step, bool Undo, StepResult Result, DateTimeOffset At) : SagaInput(At);

    /// <summary>No answer within the time limit, or an error instead of one; either way it may have been
    /// done.</summary>
    public sealed record AttemptFailed(SagaStep Step, bool Undo, string Error, DateTimeOffset At) : SagaInput(At);

    /// <summary>An attempt that had been given up was answered after all.</summary>
    public sealed record LateSuccess(SagaStep Step, StepResult Result, DateTimeOffset At) : SagaInput(At);

    public sealed record OperatorAsked(
        OperatorRequest Request, string Reason, string By, DateTimeOffset At, string? ActionId = null) : SagaInput(At);
}

public enum OperatorRequest { Retry, Compensate, Resolve }
