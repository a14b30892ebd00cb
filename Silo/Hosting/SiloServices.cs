using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PosSaga.Gateway;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.ReadModels;
using PosSaga.Sagas;
using PosSaga.Silo.Journaling;
using PosSaga.Silo.Streaming;
using PosSaga.Silo.Watchdog;
using PosSaga.Simulation;

namespace PosSaga.Silo.Hosting;

/// <summary>What a silo is made of.</summary>
public static class SiloServices
{
    /// <param name="more">Holds grains and published events beside the product's own: a load generator's probes.</param>
    public static IServiceCollection AddPosSagaSilo(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment, Assembly? more = null)
    {
        var options = configuration.GetSection("Silo").Get<SiloOptions>() ?? new();
        if (environment.IsDevelopment())
            options.DemoTenant ??= "demo";
        services.AddSingleton(options);
        services.AddSingleton<StartupProgress>();
        services.AddHostedService<SiloStartup>();

        services.AddJournal(configuration, journal => journal.AllowDevelopmentMasterKey |= environment.IsDevelopment());
        services.AddEventCodec(Events);
        services.AddJournalLogConsistency();
        services.AddGrains(options, more);

        services.AddOrderSagas();
        services.AddSingleton<SimulatedFaults>();
        services.AddSingleton<IOrderAcceptance, SimulatedAcceptance>();
        services.AddStreamRoutes(StreamingServices.Routes(Events, more));
        services.AddAfterMigration(late => late
            .AddSimulatedGateway()
            .AddReadModels()
            .AddWatchdog(watchdog => configuration.GetSection("Watchdog").Bind(watchdog))
            .AddStreamDelivery(configuration.GetSection("Streams").Get<StreamOptions>() ?? new()));
        return services.StopStreamsFirst();
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
