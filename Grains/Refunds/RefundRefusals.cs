namespace PosSaga.Refunds;

internal static class RefundRefusals
{
    public static Refusal NotFound { get; } = new("refund-not-found", RefusalKind.NotFound, "There is no such refund.");

    /// <summary>The order of a stream does not allow this: an event before it is missing, and somebody has to
    /// look.</summary>
    public static Refusal OutOfPlace(object @event, string state) => new(
        "refund-event-out-of-place", RefusalKind.InvalidState, $"{@event.GetType().Name} does not follow on {state}.");
}
