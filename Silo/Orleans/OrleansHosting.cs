using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Silo.Health;
using PosSaga.Silo.Hosting;
using SiloOptions = PosSaga.Silo.Hosting.SiloOptions;

namespace PosSaga.Silo;

/// <summary>Registers the silo. With a journal on PostgreSQL it joins the cluster in that database; with SQLite, which
/// only one process can use, it is a cluster of its own.</summary>
internal static class OrleansHosting
{
    // After it the caller gets a time-out, and the outcome is unknown.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    // An activation that takes longer is dropped; the next one reads from the journal what this one appended.
    private static readonly TimeSpan DeactivationLimit = TimeSpan.FromSeconds(10);

    /// <param name="streams">Null: this silo delivers none.</param>
    public static IServiceCollection AddGrains(
        this IServiceCollection services, SiloOptions options, ClusterSettings cluster, StreamOptions? streams) =>
        services.AddOrleans(silo =>
        {
            if (cluster.IsShared)
                silo.JoinCluster(cluster);
            else
                silo.UseOwnCluster(cluster);
            silo
                .Configure<Orleans.Configuration.SiloOptions>(
                    named => named.SiloName = cluster.SiloName ?? named.SiloName)
                .Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = CallLimit)
                .Configure<GrainCollectionOptions>(collection => Collect(collection, options))
                // Never used: it registers the services that our log-consistency provider needs, which have no other
                // public registration.
                .AddLogStorageBasedLogConsistencyProvider("log-storage");
            if (streams is not null)
                silo.AddJournalStreams(streams);
            GrainInterfaceTypes.AddTo(silo.Services);
            if (cluster.Dashboard)
                silo.AddDashboard();
            silo.Services.AddOurExceptions();
            // Calls to a saga's cart, payment and order, which only it uses, stay in its silo. The sagas themselves are
            // spread by the front ends, whose clients choose a gateway per grain id.
            silo.Services.AddSingleton<PlacementStrategy, PreferLocalPlacement>();
            Readiness.AddCheck<MembershipCheck>(silo.Services, "membership");
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Announcement>();
        });

    private static void JoinCluster(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.Services.AddClusterDatabase();
        silo.Services.AddSingleton<Takeovers>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, TakeoverWatch>();
        silo.Configure<ClusterOptions>(cluster.Name)
            .Configure<EndpointOptions>(endpoints => Place(endpoints, cluster))
            .Configure<ClusterMembershipOptions>(FailureDetection.Configure)
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

    private static void UseOwnCluster(this ISiloBuilder silo, ClusterSettings cluster)
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
        // A pod may have several addresses; loopback is reachable by this machine only.
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

    /// <summary>Lets our exceptions keep their type across processes, so that an outage of the journal is recognised
    /// wherever it is caught. Orleans by default allows only the framework's.</summary>
    public static void AddOurExceptions(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(
            options => options.SupportedNamespacePrefixes.Add(nameof(PosSaga)));

    public static void AddClusterDatabase(this IServiceCollection services) => services
        .AddSingleton<ClusterDatabase>()
        .AddSingleton<IRuntimeSchema>(provider => provider.GetRequiredService<ClusterDatabase>());
}

/// <summary>How soon a dead silo is declared dead, so that its grains can be activated elsewhere: some three seconds
/// for a killed process. A process that pauses for longer, in a collection or on a busy machine, is declared dead
/// too.</summary>
internal static class FailureDetection
{
    public static void Configure(ClusterMembershipOptions membership)
    {
        // The interval of probes and the time-out of each. Orleans lengthens both, up to the maximum, for a peer that
        // answers slowly and while this process's own health is degraded.
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MinProbeTimeout = TimeSpan.FromMilliseconds(750);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        // So many missed probes in a row are a vote; two votes, or all in a smaller cluster, declare a silo dead.
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        // Changes spread by gossip; reading the table is for silos that missed it.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        // A starting silo ignores a row that was not updated for three of these periods.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }
}
