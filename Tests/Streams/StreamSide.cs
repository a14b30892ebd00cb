using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using PosSaga.Journal;
using PosSaga.Silo;
using PosSaga.Silo.Hosting;
using PosSaga.Journal.Providers;
using PosSaga.Silo.Streaming;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Streams;

/// <summary>One process: a journal, the probes of this folder, and the delivery between them.</summary>
internal sealed class StreamSide : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly IHost _host;

    private StreamSide(IHost host) => _host = host;

    public IEventJournal Journal => Get<IEventJournal>();

    public DeadLetterQueries Office => Get<DeadLetterQueries>();

    public static async Task<StreamSide> Open(
        string connectionString, ProbeControl control, bool deliver = true, Action<StreamOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var services = builder.Services;
        services.AddLogging();
        services.AddSingleton(control);
        services.AddJournal(new JournalOptions
        {
            ConnectionString = connectionString,
            AllowDevelopmentMasterKey = true,
        });
        services.AddEventCodec(Events);
        services.AddJournalLogConsistency();
        var options = new StreamOptions
        {
            RetryDelayMin = TimeSpan.FromMilliseconds(1),
            RetryDelayMax = TimeSpan.FromMilliseconds(10),
            KeepEvery = TimeSpan.FromMilliseconds(5),
            CheckpointEvery = TimeSpan.FromMilliseconds(10),
            IdleCheckpointEvery = TimeSpan.FromMilliseconds(10),
            StopPatience = TimeSpan.FromSeconds(10),
        };
        configure?.Invoke(options);
        services.AddStreamRoutes(Routes());
        services.AddProbeGrains(deliver ? options : null);
        if (deliver)
            services.StopStreamsFirst();
        var host = builder.Build();
        await host.Services.GetRequiredService<JournalSystem>().Migrate();
        await host.StartAsync();
        return new StreamSide(host);
    }

    public static StreamRoutes Routes()
    {
        var events = new EventCodecOptions();
        Events(events);
        return StreamRoutes.Of(events, [typeof(ProbeParticipant), typeof(EchoParticipant), typeof(HumParticipant)]);
    }

    public static void Events(EventCodecOptions codec)
    {
        foreach (var union in (Type[])[typeof(ProbeEvent), typeof(HeardEvent), typeof(EchoEvent)])
            foreach (var type in union.GetNestedTypes())
                codec.Types.Add(type);
        codec.Types.Add(typeof(Heard));
        codec.Types.Add(typeof(Echoed));
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public Task<IReadOnlyList<int>> Heard(string process, string tenant = "t1") =>
        Get<IGrainFactory>().GetGrain<IProbeParticipant>(GrainKeys.Of(tenant, process)).Numbers();

    public Task<IReadOnlyList<int>> Echoed(string process) =>
        Get<IGrainFactory>().GetGrain<IEchoParticipant>(GrainKeys.Of("t1", process)).Numbers();

    public Task<IReadOnlyList<int>> Hummed(string process) =>
        Get<IGrainFactory>().GetGrain<IHumParticipant>(GrainKeys.Of("t1", process)).Numbers();

    /// <summary>What the journal says that it heard, whatever activations there are.</summary>
    public async Task<IReadOnlyList<int>> Noted(string process)
    {
        var numbers = new List<int>();
        foreach (var e in (await Journal.Read($"probe-participant/t1/{process}", 0, 1_000)).Events)
            numbers.Add(((HeardEvent.Noted)await Get<IEventCodec>().Decode(e.Type, e.Data)).Number);
        return numbers;
    }

    /// <summary>Appends events to a stream of their own that belong to a process. Answers the position of the
    /// last.</summary>
    public async Task<long> Call(string process, params ProbeEvent[] events)
    {
        var codec = Get<IEventCodec>();
        var stream = $"caller/t1/{Guid.NewGuid():n}";
        var appended = new NewEvent[events.Length];
        for (var i = 0; i < events.Length; i++)
            appended[i] = new NewEvent(
                Guid.CreateVersion7(), codec.TypeOf(events[i]), await codec.Encode(events[i]),
                codec.EncodeMetadata(new EventMetadata("t1", "tester", process, "request-1")), 1_700_000_000_000_000,
                process);
        return Assert.IsType<AppendResult.Appended>(
            await Journal.Append(new AppendRequest(stream, StreamHead.Empty, appended))).Position;
    }

    public async Task<IReadOnlyList<DeadLetter>> Letters() => await Office.List("t1", null, 0, 100, default);

    /// <summary>Everything is handled or put aside, the answers to it as well, and the checkpoints say so.</summary>
    public Task Settled() => Eventually.Is(
        async () =>
        {
            var head = await Get<IJournalFeed>().Head();
            for (var partition = 0; partition < Journal.Partitions; partition++)
                if (await Get<ICheckpoints>().Get($"streams/{partition}") < head)
                    return false;
            return head == await Get<IJournalFeed>().Head();
        },
        "checkpoints at the head of the journal");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
