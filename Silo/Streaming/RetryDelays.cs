using Orleans.Runtime;
using PosSaga.Journal;

namespace PosSaga.Silo.Streaming;

/// <summary>Pauses between attempts: they grow quickly, up to a ceiling, with jitter so that what failed together does
/// not come back together.</summary>
internal sealed class RetryDelays(StreamOptions options)
{
    private const double Growth = 4;
    private const int GrowsMax = 10;

    /// <param name="failures">So far, from 1.</param>
    public TimeSpan After(int failures)
    {
        var grown = options.RetryDelayMin * Math.Pow(Growth, Math.Min(failures - 1, GrowsMax));
        return (grown < options.RetryDelayMax ? grown : options.RetryDelayMax) * (0.5 + (options.Random() / 2));
    }

    /// <summary>Says nothing about the event: the journal is away, whoever was to handle it died or is stopping, or a
    /// call waited out its time behind others.</summary>
    public static bool IsOutage(Exception error) =>
        error is JournalUnavailableException or OrleansMessageRejectionException or OperationCanceledException
            or TimeoutException;
}
