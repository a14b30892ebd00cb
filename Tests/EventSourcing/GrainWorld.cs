using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using PosSaga.EventSourcing;
using PosSaga.Simulator;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Journal.Providers;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.EventSourcing;

/// <summary>The real grains over the in-memory journal. Appends take time and can be made to fail.</summary>
internal sealed class GrainWorld : IMemoryJournalDriver
{
    private readonly Lock _lock = new();
    private readonly GrainsUnderTest _grains;

    public GrainWorld(GrainHost host, ulong seed = 1)
    {
        _grains = GrainsUnderTest.On(host, seed);
        Journal = new InMemoryJournal(new JournalOptions { AllowDevelopmentMasterKey = true }, Time, this);
        _grains.Build(services =>
        {
            services.AddSingleton<IEventJournal>(Journal);
            services.AddSingleton(Journal.Keys);
            services.AddSingleton(Journal.System.Snapshots);
            services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
            services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
            services.AddSingleton<IOrderAcceptance, AcceptsEveryOrder>();
            services.AddSingleton<IIdSource>(new SeededIds(_grains.Random));
            services.AddOrderSagas();
            services.AddRefunds();
            services.AddEventCodec(codec =>
            {
                codec.Assemblies.Add(typeof(EventJson).Assembly);
                codec.Resolvers.Add(EventJson.Default);
            });
            services.AddJournalLogConsistency();
        });
    }

    public TimeProvider Time => _grains.Time;

    public IGrainFactory Grains => _grains.Grains;

    public InMemoryJournal Journal { get; }

    public int Appends { get; private set; }

    /// <summary>Streams that were read, in order.</summary>
    public List<string> Reads { get; } = [];

    /// <summary>What the next appends meet, in order; nothing when it is empty.</summary>
    public Queue<MemoryFault> AppendFaults { get; } = new();

    public static Origin From { get; } = new("demo", "demo-store", "test");

    public T Get<T>(string id) where T : IGrainWithStringKey => Grains.GetGrain<T>(GrainKeys.Of("demo", id));

    public void Run(Func<Task> client) => _grains.Run(client);

    public Task Wait(TimeSpan time) => Task.Delay(time, Time);

    /// <summary>Every activation dies; the journal is what is left.</summary>
    public Task Crash() => _grains.KillAll();

    /// <summary>Calls that never arrive.</summary>
    public void Lose(Func<MethodInfo, bool> which) => _grains.Lost = which;

    void IMemoryJournalDriver.Schedule(MemoryStep step, string about, Action run) =>
        _grains.Post(TimeSpan.FromMilliseconds(1), run);

    MemoryFault IMemoryJournalDriver.Fault(MemoryStep step, string about)
    {
        lock (_lock)
        {
            if (step == MemoryStep.Read)
                Reads.Add(about);
            if (step != MemoryStep.Append)
                return MemoryFault.None;
            Appends++;
            return AppendFaults.TryDequeue(out var fault) ? fault : MemoryFault.None;
        }
    }

    private sealed class SeededIds(SeededRandom random) : IIdSource
    {
        public Guid NewId()
        {
            lock (random)
                return random.NextGuid();
        }
    }
}
