using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Orders;
using PosSaga.PaymentSimulator;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Silo.Health;
using PosSaga.Silo.Notifications;
using PosSaga.Silo.Streaming;
using PosSaga.Silo.Watchdog;
using PosSaga.Simulation;

namespace PosSaga.Silo.Hosting;

/// <summary>What a silo is made of, and what a front end needs that has none.</summary>
public static class SiloServices
{
    /// <summary>As the section <c>Cluster</c> says.</summary>
    /// <param name="more">Holds grains and published events beside the product's own: a load generator's
    /// probes.</param>
    public static IServiceCollection AddPosSaga(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment,
        Assembly? more = null)
    {
        var cluster = ClusterSettings.From(configuration);
        return cluster.Mode == ClusterMode.Client
            ? services.AddPosSagaClient(cluster, configuration, environment)
            : services.AddPosSagaSilo(cluster, configuration, environment, more);
    }

    private static IServiceCollection AddPosSagaSilo(
        this IServiceCollection services, ClusterSettings cluster, IConfiguration configuration,
        IHostEnvironment environment, Assembly? more)
    {
        var options = configuration.SettingsOf<SiloOptions>("Silo");
        if (environment.IsDevelopment())
            options.DemoTenant ??= "demo";
        services.AddSingleton(options);
        services.AddShared(cluster, StartupProgress.OfSilo, configuration, environment);
        services.AddHostedService<SiloStartup>();
        services.AddJournalLogConsistency();

        services.AddOrderSagas();
        services.AddSingleton<SimulatedFaults>();
        services.AddSingleton<IOrderAcceptance, SimulatedAcceptance>();
        services.AddSingleton<IReturnAcceptance, SimulatedReturns>();
        services.AddRefunds();
        services.AddStreamRoutes(StreamingServices.Routes(Events, more));
        services
            .AddAfterMigration(
                late => late.AddGrains(options, cluster, configuration.SettingsOf<StreamOptions>("Streams")), once: true)
            .AddAfterMigration(late => late
                .AddSimulatedGateway()
                .AddReadModels(configuration)
                .AddNotificationRelay(configuration)
                .AddWatchdog(
                    configuration.SettingsOf<WatchdogOptions>("Watchdog"),
                    configuration.SettingsOf<HistoryOptions>("History").Validate()));
        return services.StopStreamsFirst();
    }

    /// <summary>The journal and the read models to read from, the gateway's settings to change, the grains to
    /// call.</summary>
    private static IServiceCollection AddPosSagaClient(
        this IServiceCollection services, ClusterSettings cluster, IConfiguration configuration,
        IHostEnvironment environment)
    {
        services.AddShared(cluster, StartupProgress.OfClient, configuration, environment);
        services.AddHostedService<ClientStartup>();
        // For operators: what could not be handled is listed from the journal and handed to its grain again.
        services.AddSingleton<DeadLetterQueries>().AddSingleton<DeadLetterCommands>();
        return services
            .AddAfterMigration(late => late.AddGrainClient(cluster), once: true)
            .AddAfterMigration(late => late
                .AddGatewayControls()
                .AddReadModels(configure: models => models.RunProjections = false));
    }

    private static void AddShared(
        this IServiceCollection services, ClusterSettings cluster, StartupProgress progress,
        IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton(cluster);
        services.AddSingleton<EncryptionRequired>();
        services.AddHostedService(provider => provider.GetRequiredService<EncryptionRequired>());
        services.AddSingleton(progress);
        services.AddSingleton<Readiness>();
        services.AddSingleton<JournalCheck>();
        Readiness.AddCheck<JournalCheck>(services, "journal", isShared: true);
        services.AddHostedService<DatabaseProbe>();
        services.AddJournal(configuration, journal => journal.AllowDevelopmentMasterKey |= environment.IsDevelopment());
        services.AddEventCodec(Events);
        services.AddSingleton(provider => new Migrations(
            provider.GetRequiredService<JournalSystem>(), provider.GetRequiredService<ReadModelSet>(),
            provider.GetServices<IRuntimeSchema>()));
    }

    /// <summary>Every event and every state that a snapshot keeps.</summary>
    public static void Events(EventCodecOptions codec)
    {
        codec.Assemblies.Add(typeof(EventJson).Assembly);
        codec.Assemblies.Add(typeof(StateJson).Assembly);
        codec.Resolvers.Add(EventJson.Default);
        codec.Resolvers.Add(StateJson.Default);
    }
}
