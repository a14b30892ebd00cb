namespace PosSaga.Sagas;

/// <summary>Asks a participant for one thing, by the saga's id: asked again, it does it once and answers the
/// same.</summary>
public delegate Task<StepResult> Ask(SagaCall call);

/// <summary>One step of the sale, as data.</summary>
/// <param name="Undo">Null: never. Such a step only goes forward, and so does the saga once it stands there.</param>
/// <param name="Within">Time limit of one attempt; beyond it the outcome is unknown, which is not a refusal.</param>
/// <param name="Attempts">Of doing it. Then it is given up and undone, or a person decides where there is no
/// undo.</param>
/// <param name="UndoAttempts">Then a person decides.</param>
/// <param name="Unsure">Reason of the failure when no attempt brought an answer.</param>
/// <param name="Inquire">Asked instead of <paramref name="Do"/> after an attempt whose outcome is unknown.</param>
/// <param name="Late">Asked when a success arrives although the step was given up.</param>
public sealed record Step(
    SagaStep Name, Ask Do, Ask? Undo, TimeSpan Within, int Attempts, int UndoAttempts, string Unsure,
    Ask? Inquire = null, Ask? Late = null)
{
    /// <summary>Before the first repetition; each later one waits three times as long.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What a step's question may look at.</summary>
/// <param name="Saga">As it stands, events not yet confirmed included.</param>
/// <param name="Origin">Bears the causation: the saga's last event.</param>
/// <param name="Now">When it is asked.</param>
public sealed record SagaCall(
    IGrainFactory Grains, string Tenant, string Id, OrderSaga Saga, Origin Origin, DateTimeOffset Now);
