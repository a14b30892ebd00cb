namespace PosSaga;

/// <summary>Who sent a command, and what it belongs to; it becomes the metadata of every event that follows.</summary>
/// <param name="Correlation">The business root: an order's id; a claim about it and its refund share it.</param>
/// <param name="Causation">The event this follows from, as <c>{stream}@{version}</c>.</param>
[GenerateSerializer, Immutable, Alias("possaga.origin")]
public sealed record Origin(
    string Tenant,
    string Actor,
    string Correlation,
    string? RequestId = null,
    string? Causation = null,
    string? Trace = null);
