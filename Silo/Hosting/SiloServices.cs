using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PosSaga.Gateway;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.ReadModels;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Silo.Journaling;
using PosSaga.Silo.Notifications;
using PosSaga.Silo.Watchdog;
using PosSaga.Simulation;

namespace PosSaga.Silo.Hosting;

/// <summary>What a silo is made of.</summary>
public static class SiloServices
{
    public static IServiceCollection AddPosSagaSilo(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
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
        services.AddGrains(options);

        services.AddOrderSagas();
        services.AddSingleton<SimulatedFaults>();
        services.AddSingleton<IOrderAcceptance, SimulatedAcceptance>();
        services.AddSingleton<IReturnAcceptance, SimulatedReturns>();
        services.AddNotifications(configuration);
        services.AddRefunds();
        return services.AddAfterMigration(late => late
            .AddSimulatedGateway()
            .AddReadModels()
            .AddWatchdog(watchdog => configuration.GetSection("Watchdog").Bind(watchdog)));
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
