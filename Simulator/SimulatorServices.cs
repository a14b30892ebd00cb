using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization.Configuration;
using Orleans.Timers;

namespace PosSaga.Simulator;

/// <summary>Registration of the simulated silo: everything that Orleans registers, and our own classes in the places
/// where it would send messages, start threads or look at a clock.</summary>
public static class SimulatorServices
{
    private static IServiceProvider? shared;

    public static IServiceCollection AddSimulatedSilo(
        this IServiceCollection services, Action<SimulatorOptions> configure)
    {
        var options = new SimulatorOptions();
        configure(options);
        var own = services.Where(d => d.ServiceType == typeof(IHostedService)).ToArray();
        services.AddOrleans(silo => silo
            .UseLocalhostClustering()
            // Never used: it is the public way to the services that every log-consistency provider is handed.
            .AddLogStorageBasedLogConsistencyProvider("log-storage"));
        // A silo that is never started.
        foreach (var hosted in services.Where(d => d.ServiceType == typeof(IHostedService)).Except(own).ToArray())
            services.Remove(hosted);
        // What was found in assemblies is the same for every world of this process.
        if (shared is { } found)
            services
                .AddSingleton(found.GetRequiredService<IOptions<TypeManifestOptions>>())
                .AddSingleton(found.GetRequiredService<IOptions<GrainTypeOptions>>())
                .AddSingleton(found.GetRequiredService<Orleans.Serialization.TypeSystem.TypeConverter>());
        else
            shared = services.BuildServiceProvider();
        services.AddSingleton(options);
        services.AddSingleton<SimulatedSilo>();
        services.AddSingleton<OneSiloManifest>();
        services.Replace(ServiceDescriptor.Singleton<IClusterManifestProvider>(s => s.GetRequiredService<OneSiloManifest>()));
        services.Replace(ServiceDescriptor.Singleton<IGrainReferenceRuntime, SimulatedReferenceRuntime>());
        services.AddSingleton<SimulatedGrainFactory>();
        services.Replace(ServiceDescriptor.Singleton<IGrainFactory>(s => s.GetRequiredService<SimulatedGrainFactory>()));
        services.Replace(ServiceDescriptor.Singleton<IClusterClient>(s => s.GetRequiredService<SimulatedGrainFactory>()));
        services.Replace(ServiceDescriptor.Singleton<IGrainRuntime, SimulatedRuntime>());
        services.Replace(ServiceDescriptor.Singleton<ITimerRegistry, SimulatedTimers>());
        services.Replace(ServiceDescriptor.Singleton<IGrainContextAccessor, CurrentGrain>());
        return services;
    }
}
