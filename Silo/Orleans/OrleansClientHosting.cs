using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using PosSaga.Silo.Health;
using PosSaga.Silo.Hosting;

namespace PosSaga.Silo;

/// <summary>Registers the Orleans client by which a front end calls the silos of its cluster.</summary>
internal static class OrleansClientHosting
{
    // Longer than a front end's longest call, a slice of 10 s of waiting for a saga.
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

    /// <summary>Retries while the client connects at start; the API answers 503 meanwhile.</summary>
    private static async Task<bool> KeepTrying(Exception error, CancellationToken cancellation)
    {
        await Task.Delay(ConnectRetryDelay, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellation.IsCancellationRequested;
    }
}

/// <summary>Fails calls to a silo that was lost; Orleans' client would let them wait for the whole response time-out.
/// Whether they took effect is unknown, so they are not repeated here: the caller knows what it may repeat.</summary>
internal sealed class LostCalls(SiloConnections silos) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var lost = silos.Lost;
        var call = context.Invoke();
        try
        {
            await call.WaitAsync(lost);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !call.IsCompleted)
        {
            // Observes a late failure, which nobody awaits any more.
            _ = call.ContinueWith(
                static failed => _ = failed.Exception, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw new TimeoutException($"The silo that {context.InterfaceName}.{context.MethodName} went to is gone.");
        }
    }
}
