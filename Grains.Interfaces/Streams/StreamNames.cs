namespace PosSaga.Streams;

/// <summary>Stream namespaces, one per choreography. The stream of one process is
/// <c>StreamId.Create(namespace, "{tenant}/{process key}")</c>, and so is the key of each grain that takes
/// part.</summary>
/// <remarks>A participant subscribes to one namespace: the order of events is that of one stream. An event that
/// concerns two choreographies is published in both.</remarks>
public static class StreamNames
{
    /// <summary>Everything a refund's participants tell each other; key = refund id: that of the claim, or of the
    /// cancelled order.</summary>
    public const string Refunds = "refunds";

    /// <summary>Everything people are told about; key = claim or order id.</summary>
    public const string Notifications = "notifications";

    /// <summary>What an operator asked of many, and each part of it that was carried out: it sets the next one going.
    /// Key = action id.</summary>
    public const string OperatorActions = "operator-actions";
}
