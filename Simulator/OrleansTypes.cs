using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization.Configuration;
using Orleans.Serialization.TypeSystem;

namespace PosSaga.Simulator;

/// <summary>What Orleans finds in the assemblies of this process, found once.</summary>
/// <remarks>Every world of a simulation has a container of its own. Orleans looks through all assemblies for each:
/// 40 ms, which is more than the world's whole life takes. What it finds is the same each time and is only read, so it
/// is shared: 10 ms.</remarks>
internal static class OrleansTypes
{
    private static readonly Lazy<ServiceProvider> Found = new(() =>
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOrleans(static silo => silo.UseLocalhostClustering());
        return services.BuildServiceProvider();
    });

    public static void Share(IServiceCollection services) => services
        .AddSingleton(Shared<IOptions<TypeManifestOptions>>())
        .AddSingleton(Shared<IOptions<GrainTypeOptions>>())
        .AddSingleton(Shared<TypeConverter>());

    private static T Shared<T>() where T : notnull => Found.Value.GetRequiredService<T>();
}
