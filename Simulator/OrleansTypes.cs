using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.TypeSystem;

namespace PosSaga.Simulator;

/// <summary>What is found and compiled once for all worlds of this process; several threads may play worlds at the same
/// time.</summary>
/// <remarks>Every world of a simulation has a container of its own. Orleans looks through all assemblies for each:
/// 40 ms, which is more than many a world's whole life takes. What it finds is the same each time and is only read, so
/// it is shared: 10 ms.</remarks>
internal static class OrleansTypes
{
    private static readonly Lazy<ServiceProvider> Found = new(() =>
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOrleans(static silo => silo.UseLocalhostClustering());
        return services.BuildServiceProvider();
    });

    // Each compiles an expression.
    private static readonly ConcurrentDictionary<Type, ObjectFactory> Factories = new();

    public static void Share(IServiceCollection services) => services
        .AddSingleton(Shared<IOptions<TypeManifestOptions>>())
        .AddSingleton(Shared<IOptions<GrainTypeOptions>>())
        .AddSingleton(Shared<TypeConverter>());

    /// <param name="given">Types of the arguments that come from facets; always the same for a class.</param>
    public static ObjectFactory FactoryOf(Type grainClass, Type[] given) =>
        Factories.GetOrAdd(grainClass, static (type, given) => ActivatorUtilities.CreateFactory(type, given), given);

    private static T Shared<T>() where T : notnull => Found.Value.GetRequiredService<T>();
}
