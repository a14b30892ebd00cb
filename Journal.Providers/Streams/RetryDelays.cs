using Orleans.Runtime;

namespace PosSaga.Journal.Providers;

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

    /// <summary>Known to say nothing about the event: the journal is away, or whoever was to handle it died or is
    /// stopping.</summary>
    public static bool IsOutage(Exception error) =>
        error is JournalUnavailableException or OrleansMessageRejectionException;

    /// <param name="took">From the call to its failure: before the cluster's limit a time-out is the subscriber's
    /// own.</param>
    public FailureKind KindOf(Exception error, TimeSpan took) =>
        IsOutage(error) ? FailureKind.Outage
        : error is TimeoutException && took >= options.CallLimit ? FailureKind.Timeout
        : FailureKind.Fault;
}

/// <summary>What a failed delivery says about the event.</summary>
internal enum FailureKind
{
    /// <summary>It cannot be handled, as far as is known.</summary>
    Fault,

    /// <summary>No answer within the cluster's limit for calls: it waits behind others, or hangs.</summary>
    Timeout,

    /// <summary>Nothing: it is tried for as long as it takes.</summary>
    Outage,
}
