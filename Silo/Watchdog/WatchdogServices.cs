using Microsoft.Extensions.DependencyInjection;

namespace PosSaga.Silo.Watchdog;

public static class WatchdogServices
{
    /// <summary>Needs <c>IUnfinishedSagas</c>, <c>IUnfinishedSales</c>, <c>ISagaCensus</c>, <c>IOldReservations</c>,
    /// <c>IUnfinishedClaims</c>, <c>IUnfinishedRefunds</c>, <c>IRefundCensus</c> and the journal's parts.</summary>
    public static IServiceCollection AddWatchdog(
        this IServiceCollection services, WatchdogOptions options, HistoryOptions history)
    {
        services.AddSingleton(options).AddSingleton(history);
        services.AddSingleton<Patrol>();
        services.AddSingleton<RefundPatrol>();
        services.AddHostedService<SagaRecoverySweep>();
        services.AddHostedService<SaleRecoverySweep>();
        services.AddHostedService<RefundRecoverySweep>();
        services.AddHostedService<ReservationRecoverySweep>();
        services.AddHostedService<HistorySweep>();
        return services;
    }
}
