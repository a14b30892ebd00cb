using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.EventSourcing;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;
using PosSaga.Simulator;
using PosSaga.Journal;
using PosSaga.Silo;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Runtime;

/// <summary>A cluster of two silos in this process, made for each run; what is outside of them (journal, gateway) is
/// shared, as a database would be. Time is <see cref="QuietTime"/> for the grains, real for Orleans itself.</summary>
internal sealed class ClusterGrains(ulong seed) : GrainsUnderTest
{
    private const short Silos = 2;
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(3);

    private readonly QuietTime _time = new();
    // By the name of the silo; silos start side by side.
    private readonly ConcurrentDictionary<string, MortalJournal> _journals = new(StringComparer.Ordinal);
    private readonly ServiceCollection _outside = new();
    private volatile Func<MethodInfo, bool> _lost = static _ => false;
    private readonly List<InProcessTestCluster> _clusters = [];
    private readonly CallsUnderWay _calls = new();
    private ServiceProvider _shared = null!;

    public override TimeProvider Time => _time;

    public override SeededRandom Random { get; } = new(seed);

    public override IGrainFactory Grains => _clusters.FirstOrDefault()?.Client
        ?? throw new InvalidOperationException("There is a cluster within a run only.");

    public override IServiceProvider Services => _shared;

    public override Func<MethodInfo, bool> Lost
    {
        set => _lost = value;
    }

    public override void Build(Action<IServiceCollection> outside)
    {
        _outside.AddSingleton(Time);
        outside(_outside);
        _shared = _outside.BuildServiceProvider();
    }

    public override void Run(Func<Task> client)
    {
        var run = Task.Run(async () =>
        {
            try
            {
                await Deploy();
                await client().WaitAsync(RunMax);
            }
            finally
            {
                foreach (var cluster in _clusters)
                    await cluster.DisposeAsync();
                _time.End();
            }
        });
        run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        if (run.Exception is { } error)
            ExceptionDispatchInfo.Throw(error.InnerException!);
    }

    public override void Post(TimeSpan delay, Action work) =>
        Time.CreateTimer(static work => ((Action)work!)(), work, delay, Timeout.InfiniteTimeSpan);

    /// <summary>Both silos die with whatever they were doing, and two new ones take their place.</summary>
    public override async Task KillAll()
    {
        _time.Hold();
        var cluster = _clusters.Single();
        var dying = cluster.Silos.ToList();
        var membership = dying[0].ServiceProvider.GetRequiredService<IMembershipTable>();
        foreach (var silo in dying)
            _journals[silo.Name].Die();
        await Task.WhenAll(dying.Select(silo => cluster.KillSiloAsync(silo)));
        await DeadSilos.Bury(membership, [.. dying.Select(silo => silo.SiloAddress)]);
        await cluster.StartSilosAsync(Silos);
        await DeadSilos.Replaced(cluster, RunMax);
        _calls.GiveUp();
        _time.Release();
    }

    /// <summary>A second cluster on the same outside, which knows nothing of the first: each grain can have an
    /// activation in each.</summary>
    public async Task<IGrainFactory> Rival() => (await Deploy()).Client;

    private async Task<InProcessTestCluster> Deploy()
    {
        _time.Hold();
        var builder = new InProcessTestClusterBuilder(Silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((options, silo) => Configure(silo, options.SiloName));
        builder.ConfigureClient(client =>
        {
            client.Services.AddOurExceptions();
            client.AddOutgoingGrainCallFilter(_calls);
            client.Configure<GatewayOptions>(
                gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromMilliseconds(20));
        });
        var cluster = builder.Build();
        _clusters.Add(cluster);
        await cluster.DeployAsync();
        _time.Release();
        return cluster;
    }

    private void Configure(ISiloBuilder silo, string name)
    {
        // Nobody is suspected: a test machine pauses longer than a dead silo should be waited for, and KillAll tells.
        silo.Configure<ClusterMembershipOptions>(membership => membership.LivenessEnabled = false);
        silo.AddLogStorageBasedLogConsistencyProvider("log-storage");
        silo.AddOutgoingGrainCallFilter(Lose);
        silo.Services.AddOurExceptions();
        // As instances: a silo disposes of what it made, and these are not its own.
        foreach (var descriptor in _outside.Where(IsOutside))
            silo.Services.AddSingleton(descriptor.ServiceType, _shared.GetRequiredService(descriptor.ServiceType));
        silo.Services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
        silo.Services.AddKeyedSingleton(TimeProviderNames.Grains, Time);
        silo.Services.AddSingleton<IGrainStorage, SnapshotStorage>();

        var journal = _journals[name] = new MortalJournal(_shared.GetRequiredService<IEventJournal>());
        silo.Services.AddSingleton<IEventJournal>(journal);
        silo.Services.Add(_outside.Last(d => d.ServiceType == typeof(ILogViewAdaptorFactory)));
    }

    private static bool IsOutside(ServiceDescriptor descriptor) =>
        descriptor is { Lifetime: ServiceLifetime.Singleton, ServiceType.ContainsGenericParameters: false }
        && descriptor.ServiceType != typeof(ILogViewAdaptorFactory) && descriptor.ServiceType != typeof(IEventJournal)
        && descriptor.ServiceType != typeof(ILoggerFactory)
        && descriptor.ServiceType != typeof(Microsoft.Extensions.Hosting.IHostedService);

    private async Task Lose(IOutgoingGrainCallContext call)
    {
        if (!_lost(call.InterfaceMethod))
        {
            await call.Invoke();
            return;
        }
        await Task.Delay(TimeSpan.FromSeconds(30), Time);
        throw new TimeoutException("The call was lost on its way.");
    }
}
