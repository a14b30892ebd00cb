using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;
using PosSaga.Silo.Journaling;
using PosSaga.Silo.Streaming;
using SiloOptions = PosSaga.Silo.Hosting.SiloOptions;

namespace PosSaga.Silo;

/// <summary>The grains on Orleans: one silo that is a cluster of its own, for this machine only.</summary>
internal static class OrleansHosting
{
    /// <param name="more">Orleans finds its grains by itself.</param>
    public static IServiceCollection AddGrains(
        this IServiceCollection services, SiloOptions options, Assembly? more) =>
        services.AddSingleton<IGrainStorage, SnapshotStorage>().AddOrleans(silo => silo
            .UseLocalhostClustering()
            // Never used: it is the public way to the services that every log-consistency provider is handed.
            .AddLogStorageBasedLogConsistencyProvider("log-storage")
            .Configure<GrainCollectionOptions>(collection => collection.CollectionAge = options.IdleAge));

    /// <summary>On Orleans nothing is delivered yet; the README says so among its limits.</summary>
    public static IServiceCollection AddStreamDelivery(this IServiceCollection services, StreamOptions options) =>
        services.AddSingleton(options);

    public static IServiceCollection StopStreamsFirst(this IServiceCollection services) => services;
}
