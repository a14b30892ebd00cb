namespace PosSaga.Sagas;

/// <summary>What the log of every saga says beside the successes of its own steps. Each kind of saga stores it under
/// names of its own; the engine, the fold and the read models know it by these.</summary>
public interface ISagaFact
{
    DateTimeOffset At { get; }
}

public interface IAttemptFailed : ISagaFact
{
    SagaStep Step { get; }

    bool Undo { get; }

    int Attempt { get; }

    string Error { get; }

    bool Unknown { get; }

    DateTimeOffset? NextAttempt { get; }
}

public interface IStepFailed : ISagaFact
{
    SagaStep Step { get; }

    string Reason { get; }

    RefusalKind Kind { get; }

    string? Detail { get; }

    SagaStep? UndoFrom { get; }
}

public interface IStepUndone : ISagaFact
{
    SagaStep Step { get; }

    bool? Beside { get; }
}

public interface ISagaFailed : ISagaFact;

public interface ILateSuccessSeen : ISagaFact
{
    SagaStep Step { get; }
}

public interface INeedsOperator : ISagaFact
{
    SagaStep Step { get; }

    string Reason { get; }
}

public interface ISagaTakenOver : ISagaFact;

public interface IOperatorRetried : ISagaFact
{
    SagaStep Step { get; }

    bool Undo { get; }
}

public interface IOperatorCompensated : ISagaFact
{
    string Reason { get; }

    SagaStep Step { get; }

    SagaStep UndoFrom { get; }
}

public interface IStepResolved : ISagaFact
{
    string Reason { get; }

    SagaStep Step { get; }

    bool Undo { get; }

    SagaStep? UndoFrom { get; }

    bool MoneyByHand { get; }

    bool StillUndone { get; }

    string? ActionId { get; }
}
