using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Orleans.Timers;

namespace PosSaga.Simulator;

public static class SimulatorServices
{
    /// <summary>Registers Orleans' own services, and replaces those that send messages, start threads or read a
    /// clock.</summary>
    public static IServiceCollection AddSimulatedSilo(
        this IServiceCollection services, DeterministicScheduler scheduler, Action<SimulatorOptions>? configure = null)
    {
        var options = new SimulatorOptions();
        configure?.Invoke(options);
        OrleansRegistrations.AddBefore(services);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(scheduler.Time));
        services.AddSingleton(scheduler).AddSingleton(options);
        services.AddSingleton(provider => new SimulatedSilo(provider, scheduler, options));
        return services.AddRuntime().AddNotSimulated();
    }

    private static IServiceCollection AddRuntime(this IServiceCollection services) => services
        .AddSingleton<SimulatedClusterManifest>()
        .AddSingleton<SimulatedGrainFactory>()
        .Replace(ServiceDescriptor.Singleton<IClusterManifestProvider>(
            provider => provider.GetRequiredService<SimulatedClusterManifest>()))
        .Replace(ServiceDescriptor.Singleton<IGrainFactory>(
            provider => provider.GetRequiredService<SimulatedGrainFactory>()))
        .Replace(ServiceDescriptor.Singleton<IClusterClient>(
            provider => provider.GetRequiredService<SimulatedGrainFactory>()))
        .Replace(ServiceDescriptor.Singleton<IGrainReferenceRuntime, SimulatedGrainReferenceRuntime>())
        .Replace(ServiceDescriptor.Singleton<IGrainRuntime, SimulatedGrainRuntime>())
        .Replace(ServiceDescriptor.Singleton<ITimerRegistry, SimulatedTimerRegistry>())
        .Replace(ServiceDescriptor.Singleton<IGrainContextAccessor, SimulatedGrainContextAccessor>());

    // Registrations of the caller win over these.
    private static IServiceCollection AddNotSimulated(this IServiceCollection services)
    {
        services.TryAddSingleton<IReminderRegistry>(static _ => throw NotSimulated.Because(
            "a reminder is registered", "Use a grain timer, and a sweep that wakes what is due after a restart."));
        services.AddKeyedSingleton<IStreamProvider>(KeyedService.AnyKey, static (_, name) => throw NotSimulated.Because(
            $"the stream provider '{name}' is used", "Register one under that name, or call the grains."));
        return services;
    }
}

/// <summary>Errors for features of Orleans that the simulator does not model.</summary>
internal static class NotSimulated
{
    public static NotSupportedException Because(string what, string instead) =>
        new($"The simulator cannot play this: {what}. {instead}");
}
