namespace PosSaga.Refunds;

internal static class RefundRefusals
{
    public static Refusal NotFound { get; } = new("refund-not-found", RefusalKind.NotFound, "There is no such refund.");

    public static Refusal Stale(VersionCondition seen, long actual) => new(
        "refund-changed", RefusalKind.PreconditionFailed, "The refund was changed. " + seen.Text(actual));

    public static Refusal AlreadyPaid { get; } = new(
        "refund-already-paid", RefusalKind.InvalidState, "The refund is completed; nothing is left to do.");

    public static Refusal OnlyForStuck { get; } = new(
        "refund-not-stuck", RefusalKind.InvalidState,
        "Only a refund that needs an operator is settled by hand; this one goes on by itself, or has failed and can be "
        + "tried again.");

    public static Refusal ActionKeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This key was used for another action.");

    /// <summary>It stands still, and none of its parts knows why.</summary>
    public static Refusal NothingToResolve { get; } = new(
        "refund-nothing-to-resolve", RefusalKind.InvalidState,
        "Nothing of the refund waits for a person: retry it, and look at the dead letters.");

    /// <summary>The order of a stream does not allow this: an event before it is missing, and somebody has to
    /// look.</summary>
    public static Refusal OutOfPlace(object @event, string state) => new(
        "refund-event-out-of-place", RefusalKind.InvalidState, $"{@event.GetType().Name} does not follow on {state}.");
}
