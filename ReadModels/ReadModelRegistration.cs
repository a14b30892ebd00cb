using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels.Projections;
using PosSaga.ReadModels.Queries;
using PosSaga.ReadModels.Running;
using PosSaga.ReadModels.Storage;
using PosSaga.ReadModels.Storage.Postgres;
using PosSaga.ReadModels.Storage.Sqlite;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.ReadModels;

/// <summary>Puts the read models into the container.</summary>
public static class ReadModelRegistration
{
    /// <summary>Needs the journal and the event codec in the same container. The host awaits
    /// <see cref="IReadModelSchema.Migrate"/> after the journal's own migration and before it starts.</summary>
    public static IServiceCollection AddReadModels(
        this IServiceCollection services, IConfiguration? configuration = null,
        Action<ReadModelOptions>? configure = null)
    {
        // Columns are snake_case; nobody else in this program uses Dapper.
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var options = configuration?.SettingsOf<ReadModelOptions>("ReadModels") ?? new();
        configure?.Invoke(options);
        return services.AddSingleton(options).AddProjections().AddQueries();
    }

    private static IServiceCollection AddProjections(this IServiceCollection services) => services
        .AddSingleton(Store)
        .AddSingleton<Projection, OrdersProjection>()
        .AddSingleton<Projection, StockProjection>()
        .AddSingleton<Projection, CatalogueProjection>()
        .AddSingleton<Projection, JournalIndexProjection>()
        .AddSingleton<Projection, ClaimsProjection>()
        .AddSingleton<Projection, RefundsProjection>()
        .AddSingleton<Projection, NotificationsProjection>()
        .AddSingleton<Projection, TillsProjection>()
        .AddSingleton<Projection, SalesProjection>()
        .AddSingleton<Generations>()
        .AddSingleton(s => new Erasures(s.GetRequiredService<SubjectKeyRing>(), Clock(s)))
        .AddSingleton(s => new ReadModelSet(
            s.GetServices<Projection>(), s.GetRequiredService<IEventJournal>(), s.GetRequiredService<IEventCodec>(),
            s.GetRequiredService<IReadStore>(), s.GetRequiredService<Erasures>(), Clock(s)))
        .AddSingleton<IReadModelSchema>(s => s.GetRequiredService<ReadModelSet>())
        .AddSingleton<ProjectionControl>()
        .AddSingleton<IProjectionControl>(s => s.GetRequiredService<ProjectionControl>())
        .AddSingleton(s => new RunnerLease(
            s.GetRequiredService<ILeases>(), IsAlone(s), s.GetRequiredService<ReadModelOptions>(), Clock(s)))
        .AddSingleton(s => new ProjectionStatusStore(s.GetRequiredService<IReadStore>(), IsAlone(s), Clock(s)))
        .AddSingleton(s => new RebuildRequests(s.GetRequiredService<IReadStore>(), Clock(s)))
        .AddSingleton<WaitingEvents>()
        .AddSingleton(s => ActivatorUtilities.CreateInstance<LagGauge>(s, Clock(s)))
        .AddSingleton(s => ActivatorUtilities.CreateInstance<Rebuilds>(s, Clock(s)))
        .AddSingleton<IProjectionRebuild>(s => s.GetRequiredService<Rebuilds>())
        .AddSingleton<IProjectionStatus>(s => ActivatorUtilities.CreateInstance<StatusBoard>(s, Clock(s)))
        .AddSingleton<IFreshness>(s => ActivatorUtilities.CreateInstance<Freshness>(s, Clock(s)))
        .AddHostedService(s =>
        {
            // Its gauge of the lag must be there from the start, not only once somebody has asked for the status.
            s.GetRequiredService<LagGauge>();
            return ActivatorUtilities.CreateInstance<ProjectionHost>(s, Clock(s));
        });

    private static IServiceCollection AddQueries(this IServiceCollection services) => services
        .AddSingleton<IOrderQueries, OrderQueries>()
        .AddSingleton<ISagaQueries>(s => new SagaQueries(s.GetRequiredService<IReadStore>(), Clock(s)))
        .AddSingleton<IStoreQueries, StoreQueries>()
        .AddSingleton<IProductQueries, ProductQueries>()
        .AddSingleton<IStockQueries, StockQueries>()
        .AddSingleton<IClaimQueries, ClaimQueries>()
        .AddSingleton<IClaimStatistics, ClaimStatistics>()
        .AddSingleton<IRefundQueries, RefundQueries>()
        .AddSingleton<IRefundGroups>(s => new RefundGroups(s.GetRequiredService<IReadStore>(), Clock(s)))
        .AddSingleton<INotificationQueries, NotificationQueries>()
        .AddSingleton<IRegisterQueries, RegisterQueries>()
        .AddSingleton<IZReportQueries, ZReportQueries>()
        .AddSingleton<ISaleQueries, SaleQueries>()
        .AddSingleton<ITimelineQueries, TimelineQueries>()
        .AddSingleton<IAuditQueries, AuditQueries>()
        .AddSingleton<ILogQueries, LogQueries>()
        .AddSingleton(s => new UnfinishedSagas(
            s.GetRequiredService<IReadStore>(), s.GetRequiredService<IFreshness>(), Clock(s)))
        .AddSingleton<IUnfinishedSagas>(s => s.GetRequiredService<UnfinishedSagas>())
        .AddSingleton<IUnfinishedSales>(s => new UnfinishedSales(s.GetRequiredService<IReadStore>(), Clock(s)))
        .AddSingleton<ISagaCensus>(s => s.GetRequiredService<UnfinishedSagas>())
        .AddSingleton<IOldReservations>(s => new OldReservations(s.GetRequiredService<IReadStore>(), Clock(s)))
        .AddSingleton<IUnfinishedClaims>(s => new UnfinishedClaims(s.GetRequiredService<IReadStore>(), Clock(s)))
        .AddSingleton(s => new UnfinishedRefunds(s.GetRequiredService<IReadStore>(), Clock(s)))
        .AddSingleton<IUnfinishedRefunds>(s => s.GetRequiredService<UnfinishedRefunds>())
        .AddSingleton<IRefundCensus>(s => s.GetRequiredService<UnfinishedRefunds>());

    // Files have one process only.
    private static bool IsAlone(IServiceProvider services) =>
        services.GetRequiredService<JournalDatabase>().Kind != JournalKind.Postgres;

    private static IReadStore Store(IServiceProvider services)
    {
        var database = services.GetRequiredService<JournalDatabase>();
        return database.Kind == JournalKind.Postgres
            ? new PostgresStore(database.ConnectionString)
            : new SqliteStore(database.DataDirectory);
    }

    // A host without a clock of its own has the system's.
    private static TimeProvider Clock(IServiceProvider services) =>
        services.GetService<TimeProvider>() ?? TimeProvider.System;
}
