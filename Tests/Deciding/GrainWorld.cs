using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;
using PosSaga.Deciding;
using PosSaga.Embedded;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Silo.Journaling;

namespace PosSaga.Tests.Deciding;

/// <summary>The real grains over the in-memory journal, interleaved by a seed. Appends take time and can be made to fail.</summary>
internal sealed class GrainWorld : IMemoryJournalDriver
{
    private readonly ServiceProvider _services;

    public GrainWorld(ulong seed = 1)
    {
        Scheduler = new DeterministicScheduler(seed);
        Journal = new InMemoryJournal(new JournalOptions { AllowDevelopmentMasterKey = true }, Scheduler.Time, this);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Scheduler.Time);
        services.AddSingleton<IEventJournal>(Journal);
        services.AddSingleton(Journal.Keys);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<IOrderAcceptance, AcceptsEveryOrder>();
        services.AddSingleton<IIdSource>(new SeededIds(Scheduler.Random));
        services.AddOrderSagas();
        services.AddRefunds();
        services.AddEventCodec(codec =>
        {
            codec.Assemblies.Add(typeof(EventJson).Assembly);
            codec.Resolvers.Add(EventJson.Default);
        });
        services.AddJournalLogConsistency();
        services.AddEmbeddedOrleans(silo =>
        {
            silo.GrainAssemblies.Add(typeof(StateJson).Assembly);
            silo.Scheduler = Scheduler;
        });
        _services = services.BuildServiceProvider();
        Silo = _services.GetRequiredService<EmbeddedSilo>();
    }

    public DeterministicScheduler Scheduler { get; }

    public InMemoryJournal Journal { get; }

    public EmbeddedSilo Silo { get; }

    public int Appends { get; private set; }

    /// <summary>Streams that were read, in order.</summary>
    public List<string> Reads { get; } = [];

    /// <summary>What the next appends meet, in order; nothing when it is empty.</summary>
    public Queue<MemoryFault> AppendFaults { get; } = new();

    public static Origin From { get; } = new("demo", "demo-store", "test");

    public T Get<T>(string id) where T : IGrainWithStringKey => Silo.GetGrain<T>(GrainKeys.Of("demo", id));

    public void Run(Func<Task> client) => Scheduler.Run(client);

    public Task Wait(TimeSpan time) => Task.Delay(time, Scheduler.Time);

    /// <summary>Every activation dies; the journal is what is left.</summary>
    public void Crash() => Silo.KillAll();

    void IMemoryJournalDriver.Schedule(MemoryStep step, string about, Action run) =>
        Scheduler.Post(TimeSpan.FromMilliseconds(1), run);

    MemoryFault IMemoryJournalDriver.Fault(MemoryStep step, string about)
    {
        if (step == MemoryStep.Read)
            Reads.Add(about);
        if (step != MemoryStep.Append)
            return MemoryFault.None;
        Appends++;
        return AppendFaults.TryDequeue(out var fault) ? fault : MemoryFault.None;
    }

    private sealed class SeededIds(SeededRandom random) : IIdSource
    {
        public Guid NewId() => random.NextGuid();
    }
}
