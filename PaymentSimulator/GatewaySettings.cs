namespace PosSaga.PaymentSimulator;

/// <summary>What the simulated gateway can be told.</summary>
/// <param name="FailureRate">Share of authorisations declined for a reason drawn at random; 0 to 1.</param>
/// <param name="DeclineAmount">Exactly this amount is declined: insufficient funds. A refund of it is refused for
/// good.</param>
/// <param name="LatencyMs">Every call takes so long to arrive; 0 to 60,000.</param>
/// <param name="TimeoutRate">Share of calls that move money and get no answer in time, done or not done; 0 to 1.
/// A call that hung once is answered when it is repeated.</param>
/// <param name="Outage">Nothing arrives, nothing is answered.</param>
public sealed record GatewaySettings(
    double FailureRate = 0, Money? DeclineAmount = null, int LatencyMs = 0, double TimeoutRate = 0, bool Outage = false)
{
    public const int LatencyMsMax = 60_000;

    public static GatewaySettings Usual { get; } = new();

    /// <summary>What is out of range, by field; empty when all is well.</summary>
    public IReadOnlyDictionary<string, string> Faults()
    {
        var faults = new Dictionary<string, string>();
        if (FailureRate is not (>= 0 and <= 1))
            faults["failureRate"] = "A rate is between 0 and 1.";
        if (TimeoutRate is not (>= 0 and <= 1))
            faults["timeoutRate"] = "A rate is between 0 and 1.";
        if (LatencyMs is < 0 or > LatencyMsMax)
            faults["latencyMs"] = $"A latency is between 0 and {LatencyMsMax} ms.";
        if (DeclineAmount is { Amount: <= 0 })
            faults["declineAmount"] = "An amount to decline is above zero.";
        return faults;
    }
}

/// <summary>The settings in force, and the version that says which of two is the newer.</summary>
public sealed record VersionedSettings(long Version, GatewaySettings Settings);
