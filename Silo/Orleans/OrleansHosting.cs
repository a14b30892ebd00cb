using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;
using PosSaga.Silo.Journaling;
using SiloOptions = PosSaga.Silo.Hosting.SiloOptions;

namespace PosSaga.Silo;

/// <summary>The grains on Orleans: one silo that is a cluster of its own, for this machine only.</summary>
internal static class OrleansHosting
{
    public static IServiceCollection AddGrains(this IServiceCollection services, SiloOptions options) =>
        services.AddSingleton<IGrainStorage, SnapshotStorage>().AddOrleans(silo => silo
            .UseLocalhostClustering()
            // Never used: it is the public way to the services that every log-consistency provider is handed.
            .AddLogStorageBasedLogConsistencyProvider("log-storage")
            .Configure<GrainCollectionOptions>(collection => collection.CollectionAge = options.IdleAge));
}
