using Microsoft.Extensions.Logging;
using Orleans;
using PosSaga.Inventory;
using PosSaga.Sagas;

namespace PosSaga.Silo.Watchdog;

/// <summary>One sweep over sagas that do not move, or over old reservations. Every call is idempotent, so two sweeps at
/// once do no harm.</summary>
public sealed class Patrol(
    IGrainFactory grains, IUnfinishedSagas unfinished, IOldReservations reservations, WatchdogOptions options,
    ILogger<Patrol> log)
{
    internal const string Actor = "system:watchdog";

    /// <summary>How many could not be reached.</summary>
    public async Task<int> ResumeSagas(TimeSpan age, CancellationToken cancellation)
    {
        var failures = 0;
        SagaKey? after = null;
        for (; ;)
        {
            var page = await unfinished.OlderThan(age, after, options.Page, cancellation);
            failures += await Bounded.ForEach(page, Resume, options, log, cancellation);
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
            failures += await Bounded.ForEach(page, Expire, options, log, cancellation);
            if (page.Count < options.Page)
                return failures;
            after = page[^1];
        }
    }

    private Task Resume(SagaKey key) => grains.GetGrain<IOrderSagaGrain>(GrainKeys.Of(key.Tenant, key.Id)).Resume();

    private Task Expire(StockKey key) =>
        grains.GetGrain<IStockGrain>(GrainKeys.OfStock(key.Tenant, key.StoreId, key.Sku))
            .ExpireReservations(new Origin(key.Tenant, Actor, $"{key.StoreId}/{key.Sku}"));
}
