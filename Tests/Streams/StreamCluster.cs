using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Silo;
using PosSaga.Silo.Streaming;

namespace PosSaga.Tests.Streams;

/// <summary>Real silos in this process with the probes of this folder, over one journal in memory: Orleans' own agents,
/// membership and calls.</summary>
internal sealed class StreamCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private StreamCluster(ProbeControl control, Action<StreamOptions>? configure, short silos)
    {
        Control = control;
        Journal = new InMemoryJournal(new JournalOptions { AllowDevelopmentMasterKey = true }, TimeProvider.System);
        Codec = new EventCodec(Events(), Journal.Keys);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) => Configure(silo, configure));
        builder.ConfigureClient(client => client.Services.AddOurExceptions());
        _cluster = builder.Build();
    }

    public ProbeControl Control { get; }

    public InMemoryJournal Journal { get; }

    public EventCodec Codec { get; }

    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster.Silos];

    public DeadLetterQueries Office => Silos[0].ServiceProvider.GetRequiredService<DeadLetterQueries>();

    public static async Task<StreamCluster> Start(
        ProbeControl control, Action<StreamOptions>? configure = null, short silos = 2)
    {
        var cluster = new StreamCluster(control, configure, silos);
        await cluster._cluster.DeployAsync();
        await cluster.Shared([.. Enumerable.Range(0, silos).Select(n => (8 + n) / silos).OrderDescending()]);
        return cluster;
    }

    public Task<InProcessSiloHandle> Add() => _cluster.StartAdditionalSiloAsync();

    public Task Stop(InProcessSiloHandle silo) => _cluster.StopSiloAsync(silo);

    public Task Kill(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    public static int HeldBy(InProcessSiloHandle silo) =>
        silo.ServiceProvider.GetRequiredService<JournalQueueAdapter>().Partitions().Count(partition => partition.IsActive);

    /// <summary>So many partitions by silo, the busiest first.</summary>
    public Task Shared(params int[] held) => Eventually.Is(
        () => Task.FromResult(Silos.Select(HeldBy).OrderDescending().SequenceEqual(held)),
        $"{string.Join(" and ", held)} partitions held");

    public IProbeParticipant Probe(string process) =>
        _cluster.Client.GetGrain<IProbeParticipant>(GrainKeys.Of("t1", process));

    /// <summary>Ids of processes whose events are all in one partition.</summary>
    public IEnumerable<string> Neighbours(int partition) => Enumerable.Range(0, int.MaxValue)
        .Select(n => string.Create(CultureInfo.InvariantCulture, $"p{n}"))
        .Where(process => Partitions.Of("caller/t1/x", process, Journal.Partitions) == partition);

    /// <summary>Appends calls of one process; answers the position of the last.</summary>
    public async Task<long> Call(string process, params int[] numbers)
    {
        var events = new List<NewEvent>();
        foreach (var number in numbers)
            events.Add(new NewEvent(
                Guid.CreateVersion7(), "probe.called/1", await Codec.Encode(new ProbeEvent.Called(number)),
                Codec.EncodeMetadata(new EventMetadata("t1", "tester", process)), 0, process));
        return Assert.IsType<AppendResult.Appended>(await Journal.Append(
            new AppendRequest($"caller/t1/{Guid.NewGuid():n}", StreamHead.Empty, events))).Position;
    }

    public async Task<IReadOnlyList<int>> Noted(string process)
    {
        var numbers = new List<int>();
        foreach (var e in (await Journal.Read($"probe-participant/t1/{process}", 0, 1_000)).Events)
            numbers.Add(((HeardEvent.Noted)await Codec.Decode(e.Type, e.Data)).Number);
        return numbers;
    }

    public Task HasNoted(string process, params int[] numbers) => Eventually.Is(
        async () => (await Noted(process)).SequenceEqual(numbers), $"{process} noted {string.Join(' ', numbers)}");

    public async Task<IReadOnlyList<DeadLetter>> Letters() => await Office.List("t1", null, 0, 100, default);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private void Configure(ISiloBuilder silo, Action<StreamOptions>? configure)
    {
        silo.AddLogStorageBasedLogConsistencyProvider("log-storage");
        silo.Configure<ClusterMembershipOptions>(FailureDetection.Configure);
        silo.Services.AddOurExceptions();
        silo.Services.AddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(Control);
        silo.Services.AddSingleton<IEventJournal>(Journal).AddSingleton<IJournalFeed>(Journal);
        silo.Services.AddSingleton<ICheckpoints>(Journal).AddSingleton<IDeadLetters>(Journal);
        silo.Services.AddSingleton<IEventCodec>(Codec);
        silo.Services.AddSingleton(Journal.System.Snapshots);
        silo.Services.AddSingleton<IGrainStorage, SnapshotStorage>();
        silo.Services.AddJournalLogConsistency();
        silo.Services.AddStreamRoutes(StreamSide.Routes());
        var options = new StreamOptions
        {
            RetryDelayMin = TimeSpan.FromMilliseconds(10),
            RetryDelayMax = TimeSpan.FromMilliseconds(100),
            KeepEvery = TimeSpan.FromMilliseconds(50),
            CheckpointEvery = TimeSpan.FromMilliseconds(100),
            IdleCheckpointEvery = TimeSpan.FromMilliseconds(100),
        };
        configure?.Invoke(options);
        silo.AddJournalStreams(options);
    }

    private static EventCodecOptions Events()
    {
        var events = new EventCodecOptions();
        StreamSide.Events(events);
        return events;
    }
}
