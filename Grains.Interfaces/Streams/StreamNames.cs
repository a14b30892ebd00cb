namespace PosSaga.Streams;

/// <summary>The namespaces of streams, one per choreography. The stream of one process in it is
/// <c>StreamId.Create(namespace, "{tenant}/{process key}")</c>, and so is the key of the grain that reacts.</summary>
public static class StreamNames
{
    /// <summary>Keyed by the refund's id: that of the claim, or of the cancelled order.</summary>
    public const string Refunds = "refunds";

    /// <summary>What a customer or an agent is told of, keyed by the id of what it is about.</summary>
    public const string Notifications = "notifications";
}
