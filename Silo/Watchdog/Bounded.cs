using Microsoft.Extensions.Logging;
using PosSaga.Sagas;

namespace PosSaga.Silo.Watchdog;

/// <summary>Calls to many grains, a few at the same time. Lanes over one list rather than Parallel.ForEachAsync: that
/// hops to the thread pool, and a simulation could not repeat it.</summary>
internal static class Bounded
{
    /// <summary>How many could not be reached.</summary>
    public static async Task<int> ForEach<TKey>(
        IReadOnlyList<TKey> keys, Func<TKey, Task> call, WatchdogOptions options, ILogger log,
        CancellationToken cancellation)
    {
        var (next, failures) = (-1, 0);
        var lanes = new Task[Math.Min(options.Concurrency, keys.Count)];
        for (var i = 0; i < lanes.Length; i++)
            lanes[i] = Lane();
        await Task.WhenAll(lanes);
        return failures;

        async Task Lane()
        {
            while (!cancellation.IsCancellationRequested && Interlocked.Increment(ref next) is var i && i < keys.Count)
            {
                try
                {
                    await call(keys[i]);
                }
                catch (Exception error)
                {
                    // One that cannot be reached must not keep the watchdog from the others; the next round tries
                    // again.
                    Interlocked.Increment(ref failures);
                    SagaMetrics.Error("watchdog", error.GetType().Name);
                    log.LogWarning(error, "The watchdog could not reach {Key}", keys[i]);
                }
            }
        }
    }
}
