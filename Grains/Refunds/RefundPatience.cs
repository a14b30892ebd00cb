namespace PosSaga.Refunds;

/// <summary>How long a payment that does not answer a refund is asked, and how often. An outage is nobody's
/// work.</summary>
/// <param name="GivesUpAfter">Since the first attempt without an answer; then a person is called.</param>
public sealed record RefundPatience(TimeSpan GivesUpAfter)
{
    public static RefundPatience Usual { get; } = new(TimeSpan.FromHours(24));

    /// <summary>Before the first repetition; each later one waits three times as long.</summary>
    public TimeSpan PauseFirst { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait after a failed attempt: exponential, limited, and spread out, so that what failed
    /// together does not come back together.</summary>
    /// <param name="failed">Attempts so far, from 1.</param>
    /// <param name="jitter">0 to 1.</param>
    public TimeSpan PauseAfter(int failed, double jitter)
    {
        var pause = PauseFirst * Math.Pow(3, Math.Clamp(failed - 1, 0, 20));
        return (pause < PauseMax ? pause : PauseMax) * (0.5 + (jitter / 2));
    }
}
