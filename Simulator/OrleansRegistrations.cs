using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.TypeSystem;

namespace PosSaga.Simulator;

/// <summary>Orleans' registrations for a silo, collected once for all simulations of this process.
/// Thread-safe.</summary>
/// <remarks>Every simulation has a container of its own, for which Orleans would search all assemblies: 40 ms, more
/// than many a whole run takes. The result is immutable and so shared.</remarks>
internal static class OrleansRegistrations
{
    private static readonly Lazy<ServiceDescriptor[]> Registered = new(Register);

    // Cached, because creating a factory compiles an expression.
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Factories = new();

    /// <summary>Inserts them before the existing registrations, which therefore win.</summary>
    public static void AddBefore(IServiceCollection services)
    {
        var own = services.ToArray();
        // The shared type manifest does not have serializable types that the caller adds.
        var addsTypes = own.Any(d => d.ServiceType == typeof(IConfigureOptions<TypeManifestOptions>));
        services.Clear();
        foreach (var descriptor in Registered.Value)
            if (!addsTypes || !IsShared(descriptor))
                services.Add(descriptor);
        foreach (var descriptor in own)
            services.Add(descriptor);
    }

    /// <param name="given">Types of the constructor arguments that come from facets.</param>
    public static ObjectFactory FactoryOf(Type grainClass, Type[] given) =>
        Factories.GetOrAdd(grainClass, static (type, given) => ActivatorUtilities.CreateFactory(type, given), given);

    private static ServiceDescriptor[] Register()
    {
        var services = new ServiceCollection();
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddOrleans(static silo => silo
            .UseLocalhostClustering()
            // Only for the services it registers, which every log-consistency provider needs.
            .AddLogStorageBasedLogConsistencyProvider("log-storage"));
        // The silo is never started.
        services.RemoveAll<IHostedService>();
        var found = services.BuildServiceProvider();
        services
            .AddSingleton(found.GetRequiredService<IOptions<TypeManifestOptions>>())
            .AddSingleton(found.GetRequiredService<IOptions<GrainTypeOptions>>())
            .AddSingleton(found.GetRequiredService<TypeConverter>());
        return [.. services];
    }

    private static bool IsShared(ServiceDescriptor descriptor) =>
        !descriptor.IsKeyedService && descriptor.ImplementationInstance is not null
        && (descriptor.ServiceType == typeof(IOptions<TypeManifestOptions>)
            || descriptor.ServiceType == typeof(IOptions<GrainTypeOptions>)
            || descriptor.ServiceType == typeof(TypeConverter));
}
