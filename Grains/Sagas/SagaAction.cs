namespace PosSaga.Sagas;

public enum SagaActionKind { Nothing, Do, Undo, WaitForOperator }

/// <summary>What a saga does next.</summary>
/// <param name="Step">Null when there is nothing to do.</param>
/// <param name="Ask">Null unless there is somebody to ask.</param>
/// <param name="Attempt">From 1.</param>
public readonly record struct SagaAction(SagaActionKind Kind, Step? Step, Ask? Ask, int Attempt)
{
    public static SagaAction Nothing => default;

    public bool IsWork => Kind is SagaActionKind.Do or SagaActionKind.Undo;

    public bool IsUndo => Kind == SagaActionKind.Undo;

    /// <summary>May be asked before the last event is durable: asking twice does it once, and it can be
    /// undone.</summary>
    public bool MayRunAhead => Kind == SagaActionKind.Do && Attempt == 1 && Step!.Undo is not null;

    /// <summary>How long to wait before it: exponential, limited, and spread out, so that what failed together does not
    /// come back together.</summary>
    /// <param name="jitter">0 to 1.</param>
    public TimeSpan Delay(double jitter)
    {
        if (Attempt <= 1 || Step is null)
            return TimeSpan.Zero;
        var delay = Step.Backoff * Math.Pow(3, Math.Min(Attempt - 2, 20));
        if (delay > Step.BackoffMax)
            delay = Step.BackoffMax;
        return delay * (0.5 + (jitter / 2));
    }
}
