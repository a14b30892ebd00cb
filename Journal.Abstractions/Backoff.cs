namespace PosSaga.Journal;

/// <summary>Delays between attempts: exponential growth up to a ceiling.</summary>
/// <param name="Random">0 to below 1. Spreads each delay between its half and its whole, so that what failed together
/// does not come back together; a simulation draws it from its seed. Null: no jitter.</param>
public sealed record Backoff(TimeSpan Min, TimeSpan Max, double Factor = 2, Func<double>? Random = null)
{
    /// <param name="failures">In a row, from 1.</param>
    public TimeSpan Delay(int failures)
    {
        // In double, which does not overflow however many failures there are.
        var ticks = Math.Min(Min.Ticks * Math.Pow(Factor, failures - 1), Max.Ticks);
        return TimeSpan.FromTicks((long)ticks) * (Random is null ? 1 : 0.5 + (Random() / 2));
    }
}
