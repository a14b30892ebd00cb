using Microsoft.Extensions.Logging;
using Orleans;
using PosSaga.Inventory;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Silo.Watchdog;

/// <summary>One sweep over sagas that do not move, or over old reservations. Every call is idempotent, so two sweeps at
/// once do no harm.</summary>
public sealed class Patrol(
    IGrainFactory grains, IUnfinishedSagas unfinished, IUnfinishedSales sales, IOldReservations reservations,
    WatchdogOptions options, ILogger<Patrol> log)
{
    internal const string Actor = "system:watchdog";

    /// <summary>How many could not be reached.</summary>
    public Task<int> ResumeSagas(TimeSpan age, CancellationToken cancellation) => Resume(
        after => unfinished.OlderThan(age, after, options.Page, cancellation),
        key => grains.GetGrain<IOrderSagaGrain>(GrainKeys.Of(key.Tenant, key.Id)).Resume(), cancellation);

    /// <summary>How many could not be reached.</summary>
    public Task<int> ResumeSales(TimeSpan age, CancellationToken cancellation) => Resume(
        after => sales.OlderThan(age, after, options.Page, cancellation),
        key => grains.GetGrain<ISaleGrain>(GrainKeys.Of(key.Tenant, key.Id)).Resume(), cancellation);

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

    private async Task<int> Resume(
        Func<SagaKey?, Task<IReadOnlyList<SagaKey>>> read, Func<SagaKey, Task> resume, CancellationToken cancellation)
    {
        var failures = 0;
        SagaKey? after = null;
        for (; ;)
        {
            var page = await read(after);
            failures += await Bounded.ForEach(page, resume, options, log, cancellation);
            if (page.Count < options.Page)
                return failures;
            after = page[^1];
        }
    }

    private Task Expire(StockKey key) =>
        grains.GetGrain<IStockGrain>(GrainKeys.OfStock(key.Tenant, key.StoreId, key.Sku))
            .ExpireReservations(new Origin(key.Tenant, Actor, $"{key.StoreId}/{key.Sku}"));
}
