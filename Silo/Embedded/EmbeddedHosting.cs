using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using PosSaga.Embedded;
using PosSaga.Journal;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Journaling;
using PosSaga.Silo.Streaming;
using PosSaga.Silo.Streams;

namespace PosSaga.Silo;

/// <summary>The grains in this process, on the embedded runtime.</summary>
internal static class EmbeddedHosting
{
    public static IServiceCollection AddGrains(
        this IServiceCollection services, SiloOptions options, ClusterSettings cluster, Assembly? more)
    {
        if (cluster.Mode == ClusterMode.Silo)
            throw NoCluster(cluster);
        return services.AddSingleton<IGrainStorage, SnapshotStorage>().AddEmbeddedOrleans(embedded =>
        {
            embedded.GrainAssemblies.Add(typeof(StateJson).Assembly);
            if (more is not null)
                embedded.GrainAssemblies.Add(more);
            embedded.IdleAge = options.IdleAge;
        });
    }

    public static IServiceCollection AddGrainClient(this IServiceCollection services, ClusterSettings cluster) =>
        throw NoCluster(cluster);

    private static JournalConfigurationException NoCluster(ClusterSettings cluster) => new(
        $"{ClusterSettings.Section}:Mode={cluster.Mode}: the embedded grain runtime is one process. "
        + "A cluster is built with -p:GrainRuntime=Orleans.");

    /// <summary>Delivery of streams.</summary>
    public static IServiceCollection AddStreamDelivery(this IServiceCollection services, StreamOptions options) =>
        services.AddSingleton<ISubscribers, EmbeddedSubscribers>().AddDelivery(options);
}
