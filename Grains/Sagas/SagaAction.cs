namespace PosSaga.Sagas;

public enum SagaActionKind { Nothing, Do, Undo, WaitForOperator }

/// <summary>What a saga does next.</summary>
/// <param name="Step">Null when there is nothing to do.</param>
/// <param name="Ask">Null unless there is somebody to ask.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="NotBefore">When a failed action is tried again; null at its first attempt.</param>
public readonly record struct SagaAction<TSaga>(
    SagaActionKind Kind, Step<TSaga>? Step, Ask<TSaga>? Ask, int Attempt, DateTimeOffset? NotBefore = null)
    where TSaga : SagaProgress
{
    public static SagaAction<TSaga> Nothing => default;

    public bool IsWork => Kind is SagaActionKind.Do or SagaActionKind.Undo;

    public bool IsUndo => Kind == SagaActionKind.Undo;

    /// <summary>May be asked before the last event is durable: asking twice does it once, and it can be
    /// undone.</summary>
    public bool MayRunAhead => Kind == SagaActionKind.Do && Attempt == 1 && Step!.Undo is not null;
}
