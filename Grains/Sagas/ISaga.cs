using PosSaga.EventSourcing;

namespace PosSaga.Sagas;

/// <summary>A kind of saga: its state, and what the engine records of it under the names of its own log.</summary>
public interface ISaga<TSelf, TEvent> : IAggregate<TSelf, TEvent>
    where TSelf : SagaProgress, ISaga<TSelf, TEvent>
    where TEvent : class
{
    /// <summary>What is recorded when a step is done; null for an answer that is no success of this step.</summary>
    static abstract TEvent? Success(SagaStep step, StepResult result, DateTimeOffset at);

    static abstract TEvent AttemptFailed(
        DateTimeOffset at, SagaStep step, bool undo, int attempt, string error, bool unknown, DateTimeOffset? next);

    static abstract TEvent StepFailed(
        DateTimeOffset at, SagaStep step, string reason, RefusalKind kind, string? detail, bool unknown,
        SagaStep? undoFrom);

    static abstract TEvent StepUndone(DateTimeOffset at, SagaStep step, bool? beside);

    static abstract TEvent Failed(DateTimeOffset at);

    static abstract TEvent LateSuccessSeen(DateTimeOffset at, SagaStep step, string detail);

    static abstract TEvent NeedsOperator(DateTimeOffset at, SagaStep step, bool undo, string reason);

    static abstract TEvent TakenOver(DateTimeOffset at);

    static abstract TEvent OperatorRetried(DateTimeOffset at, string reason, string by, SagaStep step, bool undo);

    static abstract TEvent OperatorCompensated(
        DateTimeOffset at, string reason, string by, SagaStep step, SagaStep undoFrom);

    static abstract TEvent StepResolved(DateTimeOffset at, StepResolution resolution);
}

/// <summary>A person settled a step: see the event.</summary>
public sealed record StepResolution(
    string Reason, string By, SagaStep Step, bool Undo, SagaStep? UndoFrom, bool MoneyByHand, bool StillUndone,
    string? ActionId);
