using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;

namespace PosSaga.Silo;

/// <summary>Logs which silo joined which cluster with which version, and which left.</summary>
internal sealed class Announcement(
    ILocalSiloDetails silo, ISiloStatusOracle membership, IOptions<ClusterOptions> cluster, ILogger<Announcement> log)
    : ILifecycleParticipant<ISiloLifecycle>, ISiloStatusListener
{
    public static string Version { get; } =
        typeof(Announcement).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "?";

    private static string RuntimeVersion { get; } =
        typeof(IGrain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "?";

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(Announcement), ServiceLifecycleStage.Active, OnActive, OnStopping);

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Dead
            && !updatedSilo.Equals(silo.SiloAddress))
            log.LogInformation(
                "Cluster {Cluster}: silo {Silo} is {Status}, seen by {Self}", silo.ClusterId, updatedSilo, status,
                silo.Name);
    }

    private Task OnActive(CancellationToken cancellation)
    {
        membership.SubscribeToSiloStatusEvents(this);
        log.LogInformation(
            "Silo {Silo} at {Address} is active in cluster {Cluster}, service {Service}; "
            + "PosSaga {Version}, Orleans {Orleans}",
            silo.Name, silo.SiloAddress, silo.ClusterId, cluster.Value.ServiceId, Version, RuntimeVersion);
        return Task.CompletedTask;
    }

    private Task OnStopping(CancellationToken cancellation)
    {
        log.LogInformation(
            "Silo {Silo} at {Address} leaves cluster {Cluster}", silo.Name, silo.SiloAddress, silo.ClusterId);
        return Task.CompletedTask;
    }
}
