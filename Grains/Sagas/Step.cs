namespace PosSaga.Sagas;

/// <summary>Asks a participant for one thing, by the saga's id: asked again, it does it once and answers the
/// same.</summary>
public delegate Task<StepResult> Ask<TSaga>(SagaCall<TSaga> call) where TSaga : SagaProgress;

/// <summary>One step of a kind of saga, as data.</summary>
/// <param name="Undo">Null: never. Such a step only goes forward, and so does the saga once it stands there.</param>
/// <param name="Within">Time limit of one attempt; beyond it the outcome is unknown, which is not a refusal.</param>
/// <param name="Attempts">Of doing it; then it is given up and undone. A step without undo goes on instead, and so does
/// every undo: an outage is waited out.</param>
/// <param name="UnknownOutcomeCode">Reason of the failure when no attempt brought an answer.</param>
/// <param name="Inquire">Asked instead of <paramref name="Do"/> after an attempt whose outcome is unknown.</param>
/// <param name="Late">Asked when a success arrives although the step was given up.</param>
/// <param name="Rest">Asked instead of <paramref name="Do"/> once a person has settled a step without undo: what is
/// left of it.</param>
/// <param name="HoldUndo">True while the undo cannot be asked before that of a later step.</param>
/// <param name="AsksGateway">What waits for it is tried at once when the gateway answers again.</param>
public sealed record Step<TSaga>(
    SagaStep Name, Ask<TSaga> Do, Ask<TSaga>? Undo, TimeSpan Within, int Attempts, string UnknownOutcomeCode,
    Ask<TSaga>? Inquire = null, Ask<TSaga>? Late = null, Ask<TSaga>? Rest = null, Func<TSaga, bool>? HoldUndo = null,
    bool AsksGateway = false)
    where TSaga : SagaProgress
{
    /// <summary>Before the first repetition; each later one waits three times as long.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an undo, or a step without one, goes on without an answer before a person is called.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long to wait after a failed attempt: exponential, limited, and spread out, so that what failed
    /// together does not come back together.</summary>
    /// <param name="failed">Attempts so far, from 1.</param>
    /// <param name="jitter">0 to 1.</param>
    public TimeSpan DelayAfter(int failed, double jitter) =>
        new Journal.Backoff(Backoff, BackoffMax, Factor: 3, () => jitter).Delay(Math.Max(1, failed));
}

/// <summary>What a step's question may look at.</summary>
/// <param name="Saga">As it stands, events not yet confirmed included.</param>
/// <param name="Origin">Bears the causation: the saga's last event.</param>
/// <param name="Clock">For the time limits of a question's parts.</param>
public sealed record SagaCall<TSaga>(
    IGrainFactory Grains, string Tenant, string Id, TSaga Saga, Origin Origin, TimeProvider Clock)
    where TSaga : SagaProgress
{
    /// <summary>When it is asked.</summary>
    public DateTimeOffset Now { get; } = Clock.GetUtcNow();
}
