using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.ReadModels;

/// <summary>Registers the read models.</summary>
public static class ReadModelRegistration
{
    /// <summary>Needs the journal and the event codec in the same container. The host awaits
    /// <see cref="ReadModelSet.Migrate"/> after the journal's own migration and before it starts.</summary>
    public static IServiceCollection AddReadModels(
        this IServiceCollection services, IConfiguration? configuration = null,
        Action<ReadModelOptions>? configure = null)
    {
        // Columns are snake_case. The setting is global; only the read models use Dapper.
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var options = configuration?.SettingsOf<ReadModelOptions>("ReadModels") ?? new();
        configure?.Invoke(options);
        return services.AddSingleton(options).AddProjections().AddQueries().AddRecoveryQueries();
    }

    // By factories, because the constructors need internal types.
    private static IServiceCollection AddProjections(this IServiceCollection services) => services
        .AddSingleton(NewStore)
        .AddSingleton(s => new Erasures(s.Get<SubjectKeyRing>(), Clock(s)))
        .AddSingleton(s => new ReadModelSet(
            s.Get<IEventJournal>(), s.Get<IEventCodec>(), Store(s), s.Get<Erasures>(), Clock(s)))
        .AddSingleton<ProjectionControl>()
        .AddSingleton(s => new RunnerLease(s.Get<ILeases>(), IsAlone(s), s.Get<ReadModelOptions>(), Clock(s)))
        .AddSingleton(s => new ProjectionStatusStore(Store(s), IsAlone(s), Clock(s)))
        .AddSingleton(s => new RebuildRequests(Store(s), Clock(s)))
        .AddSingleton(s => new LagGauge(s.Get<ReadModelSet>(), s.Get<IJournalFeed>(), Clock(s)))
        .AddSingleton(s => new ProjectionRebuilds(
            s.Get<ReadModelSet>(), s.Get<IJournalFeed>(), s.Get<ILeases>(), s.Get<RebuildRequests>(),
            s.Get<ReadModelOptions>(), Clock(s), s.Get<ILogger<ProjectionRebuilds>>()))
        .AddSingleton(s => new ProjectionStatusQueries(
            s.Get<ReadModelSet>(), s.Get<IJournalFeed>(), s.Get<ProjectionControl>(), s.Get<ProjectionStatusStore>(),
            s.Get<RebuildRequests>(), Clock(s)))
        .AddSingleton(s => new ReadModelFreshness(s.Get<ReadModelSet>(), Clock(s)))
        .AddHostedService(s =>
        {
            // Its constructor registers the gauge, which must be there before anybody asks for the status.
            s.Get<LagGauge>();
            return ActivatorUtilities.CreateInstance<ProjectionHost>(s, Clock(s));
        });

    private static IServiceCollection AddQueries(this IServiceCollection services) => services
        .AddSingleton(s => new OrderQueries(Store(s), s.Get<IEventJournal>(), s.Get<IEventCodec>()))
        .AddSingleton(s => new SagaQueries(Store(s), Clock(s)))
        .AddSingleton(s => new StoreQueries(Store(s)))
        .AddSingleton(s => new ProductQueries(Store(s)))
        .AddSingleton(s => new StockQueries(Store(s)))
        .AddSingleton(s => new ClaimQueries(Store(s)))
        .AddSingleton(s => new ClaimStatistics(Store(s)))
        .AddSingleton(s => new RefundQueries(Store(s), Clock(s)))
        .AddSingleton(s => new NotificationQueries(Store(s)))
        .AddSingleton(s => new RegisterQueries(Store(s)))
        .AddSingleton(s => new ZReportQueries(Store(s), s.Get<IEventJournal>(), s.Get<IEventCodec>()))
        .AddSingleton(s => new SaleQueries(Store(s), s.Get<IEventJournal>(), s.Get<IEventCodec>()))
        .AddSingleton(s => new TimelineQueries(Store(s), s.Get<IEventJournal>(), s.Get<IEventCodec>()))
        .AddSingleton(s => new AuditQueries(Store(s), s.Get<IEventJournal>(), s.Get<IEventCodec>()))
        .AddSingleton(s => new LogQueries(s.Get<IEventJournal>(), s.Get<IEventCodec>()));

    private static IServiceCollection AddRecoveryQueries(this IServiceCollection services) => services
        .AddSingleton(s => new UnfinishedSagas(Store(s), s.Get<ReadModelFreshness>(), Clock(s)))
        .AddSingleton<IUnfinishedSagas>(s => s.Get<UnfinishedSagas>())
        .AddSingleton<ISagaCensus>(s => s.Get<UnfinishedSagas>())
        .AddSingleton<IUnfinishedSales>(s => new UnfinishedSales(Store(s), Clock(s)))
        .AddSingleton<IOldReservations>(s => new OldReservations(Store(s), Clock(s)))
        .AddSingleton<IUnfinishedClaims>(s => new UnfinishedClaims(Store(s), Clock(s)))
        .AddSingleton(s => new UnfinishedRefunds(Store(s), Clock(s)))
        .AddSingleton<IUnfinishedRefunds>(s => s.Get<UnfinishedRefunds>())
        .AddSingleton<IRefundCensus>(s => s.Get<UnfinishedRefunds>());

    private static T Get<T>(this IServiceProvider services) where T : notnull => services.GetRequiredService<T>();

    private static IReadStore Store(IServiceProvider services) => services.Get<IReadStore>();

    // A SQLite file belongs to one process.
    private static bool IsAlone(IServiceProvider services) =>
        services.Get<JournalDatabase>().Kind != JournalKind.Postgres;

    private static IReadStore NewStore(IServiceProvider services)
    {
        var database = services.Get<JournalDatabase>();
        return database.Kind == JournalKind.Postgres
            ? new PostgresStore(database.ConnectionString)
            : new SqliteStore(database.DataDirectory);
    }

    private static TimeProvider Clock(IServiceProvider services) =>
        services.GetService<TimeProvider>() ?? TimeProvider.System;
}
