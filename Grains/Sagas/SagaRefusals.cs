namespace PosSaga.Sagas;

internal static class SagaRefusals
{
    public static Refusal NotFound { get; } = new("order-not-found", RefusalKind.NotFound, "There is no such order.");

    public static Refusal KeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This key was used for another order.");

    public static Refusal Stale(VersionCondition seen, long actual) => new(
        "order-changed", RefusalKind.PreconditionFailed, "The order was changed. " + seen.Text(actual));

    public static Refusal AlreadyFinal { get; } = new(
        "saga-already-final", RefusalKind.InvalidState, "The order's saga has reached its end.");

    public static Refusal AlreadyConfirmed { get; } = new(
        "already-confirmed", RefusalKind.InvalidState,
        "The order is confirmed; from here it only goes forward. Cancel it instead.");

    public static Refusal AlreadyCompensating { get; } = new(
        "already-compensating", RefusalKind.InvalidState, "The order is being undone already.");

    public static Refusal NothingToRetry { get; } = new(
        "nothing-to-retry", RefusalKind.InvalidState, "Nothing has failed that could be tried again.");

    public static Refusal OnlyForStuck { get; } = new(
        "not-waiting-for-operator", RefusalKind.InvalidState,
        "Only a saga that needs an operator can be marked resolved.");

    /// <summary>An answer to a question that this saga, as it stands, has not asked.</summary>
    public static Refusal NotAsked { get; } = new(
        "step-not-asked", RefusalKind.InvalidState, "The saga did not ask for this.");

    public static Refusal StepGivenUp { get; } = new(
        "step-given-up", RefusalKind.InvalidState, "The saga has given this step up.");

    public static Refusal WaitsForOperator { get; } = new(
        "waits-for-operator", RefusalKind.InvalidState, "The saga waits for an operator.");

    public static Refusal LateNotHandled { get; } = new(
        "late-answer-not-handled", RefusalKind.InvalidState, "This step has no handling for a late success.");
}
