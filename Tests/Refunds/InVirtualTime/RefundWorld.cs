using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Orders;
using PosSaga.PaymentSimulator;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Silo;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Streaming;
using PosSaga.Simulation;
using PosSaga.Simulator;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Refunds;

/// <summary>One process with all grains and the delivery of their events, in virtual time; on request everything goes
/// wrong that can: deliveries late, twice, unanswered; activations and the process dying; appends failing or being
/// lost.</summary>
internal sealed partial class RefundWorld
{
    private readonly SeededRandom _random;
    private readonly ServiceProvider _services;
    private bool _still;

    /// <param name="patience">Null: the usual day.</param>
    public RefundWorld(ulong seed = 1, RefundPatience? patience = null)
    {
        Scheduler = new DeterministicScheduler(seed);
        _random = Scheduler.Random.Fork();
        var ids = Scheduler.Random.Fork();
        Journal = new InMemoryJournal(
            new JournalOptions { AllowDevelopmentMasterKey = true, FillRandom = bytes => Fill(ids, bytes) },
            Scheduler.Time, this);
        var services = new ServiceCollection();
        services.AddSingleton<IEventJournal>(Journal).AddSingleton<IJournalFeed>(Journal);
        services.AddSingleton<ILeases>(Journal);
        services.AddSingleton<ICheckpoints>(Journal).AddSingleton<IDeadLetters>(Journal).AddSingleton(Journal.Keys);
        services.AddSingleton(Journal.System.Snapshots).AddSingleton(Journal.System.Database);
        services.AddSingleton<IIdSource>(new SeededIds(ids));
        services.AddEventCodec(SiloServices.Events);
        services.AddJournalLogConsistency();
        services.AddSingleton(new SagaJitter(Doubles()));
        services.AddOrderSagas();
        services.AddSingleton<SimulatedFaults>();
        services.AddSingleton<IOrderAcceptance, SimulatedAcceptance>();
        services.AddSingleton<IReturnAcceptance, SimulatedReturns>();
        services.AddSingleton(patience ?? RefundPatience.Usual);
        services.AddRefunds();
        services.AddSimulatedGateway(_ => new GatewayDatabase(GatewayStore.Memory), Doubles());
        services.AddSingleton<Orleans.Storage.IGrainStorage, PosSaga.Journal.Providers.SnapshotStorage>();
        services.AddOurExceptions();
        services.AddSimulatedSilo(Scheduler, silo => silo.GrainAssemblies.Add(typeof(StateJson).Assembly));
        services.AddStreamRoutes(StreamingServices.Routes(SiloServices.Events));
        services.AddSingleton(new StreamOptions
        {
            QueuesPerPartition = 1, NudgeAfter = TimeSpan.FromSeconds(10), Random = Doubles(),
        });
        services.AddTransient<JournalQueueAdapter>();
        _services = services.BuildServiceProvider();
        Scheduler.BeforeTurn = _ => Strike();
    }

    public DeterministicScheduler Scheduler { get; }

    public InMemoryJournal Journal { get; }

    public IGrainFactory Grains => Silo.Grains;

    public SimulatedSilo Silo => Get<SimulatedSilo>();

    public TimeProvider Time => Scheduler.Time;

    public GatewayControls Gateway => Get<GatewayControls>();

    public IGatewayLedger Ledger => Get<IGatewayLedger>();

    public SimulatedFaults Faults => Get<SimulatedFaults>();

    public RefundShop Shop() =>
        new(Grains, Time, () => Wait(0.1), Gateway, Ledger, Faults, Journal, Get<StreamRoutes>());

    public void Run(Func<Task> scenario) => Scheduler.Run(async () =>
    {
        StartStreams();
        await scenario();
    });

    public Task Wait(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Time);

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public IReadOnlyList<DeadLetter> Letters() =>
        Still(() => Get<DeadLetterQueries>().List("demo", null, 0, 100, default).GetAwaiter().GetResult());

    /// <summary>Of one stream, oldest first.</summary>
    public IReadOnlyList<RecordedEvent> Log(string stream) =>
        Still(() => Journal.Read(stream, 0, 10_000).GetAwaiter().GetResult().Events);

    // Somebody outside the simulation looks at the journal: it answers at once.
    private T Still<T>(Func<T> look)
    {
        _still = true;
        try
        {
            return look();
        }
        finally
        {
            _still = false;
        }
    }

    private Func<double> Doubles()
    {
        var random = Scheduler.Random.Fork();
        return () => (random.NextUInt64() >> 11) * (1.0 / (1UL << 53));
    }

    private static void Fill(SeededRandom random, Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)random.Next(256);
    }

    private sealed class SeededIds(SeededRandom random) : IIdSource
    {
        public Guid NewId() => random.NextGuid();
    }
}
