namespace Orleans;

/// <summary>Why an activation goes.</summary>
public readonly struct DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
{
    public DeactivationReason(DeactivationReasonCode code, string text) : this(code, null, text)
    {
    }

    public DeactivationReasonCode ReasonCode { get; } = code;

    public string Description { get; } = text;

    /// <summary>What went wrong, if the activation failed.</summary>
    public Exception? Exception { get; } = exception;

    public override string ToString() => $"{ReasonCode}: {Description}";
}

public enum DeactivationReasonCode : byte
{
    None,
    ShuttingDown,
    ActivationFailed,
    ApplicationRequested,
    ActivationIdle,
}
