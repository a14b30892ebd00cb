namespace PosSaga.Journal;

/// <summary>Who caused an event, and what it belongs to. It comes from the command or from the state,
/// never from ambient context: timers and the watchdog have none.</summary>
/// <param name="Tenant">Nothing of one tenant is visible to another.</param>
/// <param name="Actor">Who did it: a subject such as <c>demo-store</c>, or <c>system:watchdog</c>.</param>
/// <param name="Correlation">The business root: the order's id, the same for a claim about it and its refund.</param>
/// <param name="RequestId">The HTTP request it follows from.</param>
/// <param name="Causation">The event it follows from, as <c>{stream}@{version}</c>.</param>
/// <param name="Trace">W3C traceparent.</param>
public sealed record EventMetadata(
    string Tenant, string Actor, string Correlation, string? RequestId = null, string? Causation = null,
    string? Trace = null);
