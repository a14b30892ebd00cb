namespace PosSaga.Streams;

/// <summary>Stream namespaces, one per choreography. The key within is <c>{tenant}/{process key}</c>.</summary>
public static class StreamNames
{
    /// <summary>Everything a refund's participants tell each other; key = refund id.</summary>
    public const string Refunds = "refunds";

    /// <summary>What people are told about and no participant of a refund needs; key = claim or order id.</summary>
    public const string Notifications = "notifications";
}
