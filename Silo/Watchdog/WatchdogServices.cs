using Microsoft.Extensions.DependencyInjection;

namespace PosSaga.Silo.Watchdog;

public static class WatchdogServices
{
    /// <summary>Needs <c>IUnfinishedSagas</c>, <c>IUnfinishedSales</c>, <c>ISagaCensus</c>, <c>IOldReservations</c>,
    /// <c>IUnfinishedClaims</c>, <c>IUnfinishedRefunds</c>, <c>IJournalFeed</c> and <c>ILeases</c>.</summary>
    public static IServiceCollection AddWatchdog(this IServiceCollection services, WatchdogOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<Patrol>();
        services.AddSingleton<RefundPatrol>();
        services.AddHostedService<SagaRecoverySweep>();
        services.AddHostedService<SaleRecoverySweep>();
        services.AddHostedService<RefundRecoverySweep>();
        services.AddHostedService<ReservationRecoverySweep>();
        return services;
    }
}
