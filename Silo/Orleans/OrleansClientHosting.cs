using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using PosSaga.Silo.Health;
using PosSaga.Silo.Hosting;

namespace PosSaga.Silo;

/// <summary>The way from a front end to the silos of its cluster.</summary>
internal static class OrleansClientHosting
{
    // A front end's longest call is one slice of waiting for a saga, 10 s. What takes longer was lost with a silo.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan GatewaysRefresh = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ConnectRetryDelay = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddGrainClient(this IServiceCollection services, ClusterSettings cluster) =>
        services.AddOrleansClient(client =>
        {
            client.Services.AddOurExceptions();
            GrainInterfaceTypes.AddTo(client.Services);
            client.Services.AddClusterDatabase();
            client.Services.AddSingleton<SiloConnections>();
            Readiness.AddCheck<SiloConnections>(client.Services, "silos");
            client.Configure<ClusterOptions>(cluster.Name)
                .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = CallLimit)
                .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = GatewaysRefresh)
                .UseAdoNetClustering(clustering => clustering.Configure<ClusterDatabase>(
                    (table, database) =>
                        (table.Invariant, table.DataSource) = (ClusterDatabase.Invariant, database.Source)))
                .UseConnectionRetryFilter(KeepTrying)
                .AddGatewayCountChangedHandler(provider => provider.GetRequiredService<SiloConnections>().Changed)
                .AddOutgoingGrainCallFilter<LostCalls>()
                .AddDashboard();
            ClusterTls.Use(client, cluster.Tls);
        });

    /// <summary>At start; the API answers 503 meanwhile.</summary>
    private static async Task<bool> KeepTrying(Exception error, CancellationToken cancellation)
    {
        await Task.Delay(ConnectRetryDelay, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellation.IsCancellationRequested;
    }
}
