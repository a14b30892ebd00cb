using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using PosSaga.Journal;
using PosSaga.Silo.Health;
using PosSaga.Silo.Hosting;
using PosSaga.Journal.Providers;
using SiloOptions = PosSaga.Silo.Hosting.SiloOptions;

namespace PosSaga.Silo;

/// <summary>The grains on Orleans. With a journal on PostgreSQL: a member of the cluster that this database knows. With
/// one in a file, which is this process's alone: one silo that is a cluster of its own.</summary>
internal static class OrleansHosting
{
    // What a caller may wait for the longest call; the outcome is unknown then.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    // An activation that cannot end has nothing in the journal's queue any more; the next one finds what was appended.
    private static readonly TimeSpan DeactivationLimit = TimeSpan.FromSeconds(10);

    /// <param name="streams">Null: this silo delivers none.</param>
    public static IServiceCollection AddGrains(
        this IServiceCollection services, SiloOptions options, ClusterSettings cluster, StreamOptions? streams) =>
        services.AddOrleans(silo =>
        {
            if (cluster.IsShared)
                silo.JoinCluster(cluster);
            else
                silo.BeACluster(cluster);
            silo
                .Configure<Orleans.Configuration.SiloOptions>(
                    named => named.SiloName = cluster.SiloName ?? named.SiloName)
                .Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = CallLimit)
                .Configure<GrainCollectionOptions>(collection => Collect(collection, options))
                // Never used: it is the public way to the services that every log-consistency provider is handed.
                .AddLogStorageBasedLogConsistencyProvider("log-storage");
            if (streams is not null)
                silo.AddJournalStreams(streams);
            GrainInterfaceTypes.AddTo(silo.Services);
            if (cluster.Dashboard)
                silo.AddDashboard();
            silo.Services.AddOurExceptions();
            // A saga's cart, payment and order are its own: near it, a call costs no trip. Sagas themselves spread with
            // the front ends, which send each id to a silo of its own choice.
            silo.Services.AddSingleton<PlacementStrategy, PreferLocalPlacement>();
            Readiness.AddCheck<MembershipCheck>(silo.Services, "membership");
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Announcement>();
        });

    private static void JoinCluster(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.Services.AddClusterDatabase();
        silo.Configure<ClusterOptions>(cluster.Name)
            .Configure<EndpointOptions>(endpoints => Place(endpoints, cluster))
            .Configure<ClusterMembershipOptions>(FailureDetection.Tune)
            .UseAdoNetClustering(clustering => clustering.Configure<ClusterDatabase>(
                (table, database) =>
                    (table.Invariant, table.DataSource) = (ClusterDatabase.Invariant, database.Source)))
            .AddAdoNetGrainStorageAsDefault(storage => storage.Configure<ClusterDatabase>((state, database) =>
            {
                (state.Invariant, state.DataSource) = (ClusterDatabase.Invariant, database.Source);
                state.GrainStorageSerializer = new SnapshotSerializer();
            }));
        ClusterTls.Use(silo, cluster.Tls);
    }

    private static void BeACluster(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, null, cluster.ServiceId, cluster.ClusterId);
        silo.Services.AddSingleton<IGrainStorage, SnapshotStorage>();
    }

    private static void Place(EndpointOptions endpoints, ClusterSettings cluster)
    {
        (endpoints.SiloPort, endpoints.GatewayPort) = (cluster.SiloPort, cluster.GatewayPort);
        if (cluster.Address is not { } address)
            return;
        endpoints.AdvertisedIPAddress = address;
        // A loopback address is a machine of its own; any other is one of several that a pod may have.
        var listening = IPAddress.IsLoopback(address) ? address : IPAddress.Any;
        endpoints.SiloListeningEndpoint = new IPEndPoint(listening, cluster.SiloPort);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(listening, cluster.GatewayPort);
    }

    private static void Collect(GrainCollectionOptions collection, SiloOptions options)
    {
        collection.CollectionAge = options.IdleAge;
        collection.CollectionQuantum = TimeSpan.FromTicks(Math.Min(
            collection.CollectionQuantum.Ticks, options.IdleAge.Ticks / 2));
        collection.DeactivationTimeout = DeactivationLimit;
    }

    public static void Name(this ClusterSettings cluster, ClusterOptions options) =>
        (options.ClusterId, options.ServiceId) = (cluster.ClusterId, cluster.ServiceId);

    /// <summary>Lets our exceptions cross from process to process as what they are: an outage of the journal must be
    /// known as one wherever it is caught. Orleans by itself takes only the framework's.</summary>
    public static void AddOurExceptions(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(
            options => options.SupportedNamespacePrefixes.Add(nameof(PosSaga)));

    public static void AddClusterDatabase(this IServiceCollection services) => services
        .AddSingleton<ClusterDatabase>()
        .AddSingleton<IRuntimeSchema>(provider => provider.GetRequiredService<ClusterDatabase>());
}
