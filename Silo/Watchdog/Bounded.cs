using Microsoft.Extensions.Logging;
using PosSaga.Sagas;

namespace PosSaga.Silo.Watchdog;

/// <summary>Calls many grains, a few at the same time. Not with Parallel.ForEachAsync, which moves to the thread pool,
/// so that a simulation could not repeat it.</summary>
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
                    // One grain that cannot be reached must not stop the others; the next sweep tries again.
                    Interlocked.Increment(ref failures);
                    SagaMetrics.Error("watchdog", error.GetType().Name);
                    log.LogWarning(error, "The watchdog could not reach {Key}", keys[i]);
                }
            }
        }
    }
}
