using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.TypeSystem;

namespace PosSaga.Simulator;

/// <summary>What Orleans registers for a silo, looked up once for all worlds of this process; several threads may play
/// worlds at the same time.</summary>
/// <remarks>Every world of a simulation has a container of its own, and Orleans looks through all assemblies for each:
/// 40 ms, which is more than many a world's whole life takes. What it finds is the same each time and is only read, so
/// it is shared.</remarks>
internal static class OrleansRegistrations
{
    private static readonly Lazy<ServiceDescriptor[]> Registered = new(Register);

    // Each compiles an expression.
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Factories = new();

    /// <summary>Puts them before what is there, which therefore wins.</summary>
    public static void AddBefore(IServiceCollection services)
    {
        var own = services.ToArray();
        // Who adds types to be serialized needs a look of his own.
        var addsTypes = own.Any(d => d.ServiceType == typeof(IConfigureOptions<TypeManifestOptions>));
        services.Clear();
        foreach (var descriptor in Registered.Value)
            if (!addsTypes || !IsShared(descriptor))
                services.Add(descriptor);
        foreach (var descriptor in own)
            services.Add(descriptor);
    }

    /// <param name="given">Types of the arguments that come from facets; always the same for a class.</param>
    public static ObjectFactory FactoryOf(Type grainClass, Type[] given) =>
        Factories.GetOrAdd(grainClass, static (type, given) => ActivatorUtilities.CreateFactory(type, given), given);

    private static ServiceDescriptor[] Register()
    {
        var services = new ServiceCollection();
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddOrleans(static silo => silo
            .UseLocalhostClustering()
            // Never used: it is the public way to the services that every log-consistency provider is handed.
            .AddLogStorageBasedLogConsistencyProvider("log-storage"));
        // A silo that is never started.
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
