using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace PosSaga.Tests.Parity;

/// <summary>On a silo, in real time. Near: called from the silo itself; by wire: from a client.</summary>
internal sealed class ClusterStage(IGrainFactory grains, string play, Script script) : Stage(play, script)
{
    // A time-out is missing evidence: the machine may be slow.
    private static readonly TimeSpan PlayMax = TimeSpan.FromMinutes(2);

    public override IGrainFactory Grains => grains;

    public override TimeSpan LongTickPeriod => TickPeriod;

    public static async Task<string[]> Play(Rule rule, IGrainFactory grains, Scripts scripts, string play)
    {
        var stage = new ClusterStage(grains, play, scripts.Of(play));
        await rule.Play(stage).WaitAsync(PlayMax);
        return stage.Script.Lines;
    }

    public override Task Wait(TimeSpan time) => Task.Delay(time);

    public override Task CollectIdle() =>
        grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
}

/// <summary>One silo for all rules.</summary>
public sealed class ParityCluster : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    internal Scripts Scripts { get; } = new();

    internal IGrainFactory From(Distance distance) => distance == Distance.ByWire
        ? _cluster!.Client
        : (IGrainFactory)_cluster!.Silos.Single().ServiceProvider.GetService(typeof(IGrainFactory))!;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddParity(Scripts);
            silo.AddLogStorageBasedLogConsistencyProvider("log-storage");
            silo.AddIncomingGrainCallFilter<ParityFilter>();
            silo.AddOutgoingGrainCallFilter<ParityFilter>();
        });
        builder.ConfigureClient(client =>
        {
            client.Services.AddParity(Scripts);
            client.AddOutgoingGrainCallFilter<ParityFilter>();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async Task DisposeAsync() => await _cluster!.DisposeAsync();
}
