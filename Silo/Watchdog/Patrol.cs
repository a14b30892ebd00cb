using Microsoft.Extensions.Logging;
using Orleans;
using PosSaga.Inventory;
using PosSaga.Sagas;

namespace PosSaga.Silo.Watchdog;

/// <summary>One round: sets going again what stands still although it should not, and asks about old reservations.
/// Every call is idempotent, so two rounds at once do no harm.</summary>
public sealed class Patrol(
    IGrainFactory grains, IUnfinishedSagas unfinished, IOldReservations reservations, WatchdogOptions options,
    ILogger<Patrol> log)
{
    private const string Actor = "system:watchdog";

    /// <summary>How many could not be reached.</summary>
    public async Task<int> ResumeSagas(TimeSpan age, CancellationToken cancellation)
    {
        var failures = 0;
        SagaKey? after = null;
        for (; ;)
        {
            var page = await unfinished.OlderThan(age, after, options.Page, cancellation);
            failures += await Each(page, Resume, cancellation);
            if (page.Count < options.Page)
                return failures;
            after = page[^1];
        }
    }

    /// <summary>How many could not be reached.</summary>
    public async Task<int> ExpireReservations(CancellationToken cancellation)
    {
        var failures = 0;
        StockKey? after = null;
        for (; ;)
        {
            var page = await reservations.OlderThan(options.ReservationAge, after, options.Page, cancellation);
            failures += await Each(page, Expire, cancellation);
            if (page.Count < options.Page)
                return failures;
            after = page[^1];
        }
    }

    private Task Resume(SagaKey key) => grains.GetGrain<IOrderSagaGrain>(GrainKeys.Of(key.Tenant, key.Id)).Resume();

    private Task Expire(StockKey key) =>
        grains.GetGrain<IStockGrain>(GrainKeys.OfStock(key.Tenant, key.StoreId, key.Sku))
            .ExpireReservations(new Origin(key.Tenant, Actor, $"{key.StoreId}/{key.Sku}"));

    // Lanes over one list rather than Parallel.ForEachAsync: that hops to the thread pool, and a simulation could not repeat it.
    private async Task<int> Each<TKey>(IReadOnlyList<TKey> keys, Func<TKey, Task> call, CancellationToken cancellation)
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
                    // One that cannot be reached must not keep the watchdog from the others; the next round tries again.
                    Interlocked.Increment(ref failures);
                    SagaMetrics.Error("watchdog", error.GetType().Name);
                    log.LogWarning(error, "The watchdog could not reach {Key}", keys[i]);
                }
            }
        }
    }
}
