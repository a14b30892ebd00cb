using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Embedded;
using PosSaga.Gateway;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Payments.Simulator;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Journaling;
using PosSaga.Simulation;
using PosSaga.Stores;

namespace PosSaga.Tests.Sagas;

/// <summary>All grains in one silo on virtual time, the in-memory journal, the simulated gateway. One shop with ten coffees
/// and ten honeys.</summary>
internal sealed class SagaSilo : IMemoryJournalDriver
{
    private const string Tenant = "demo";
    private static readonly Origin Till = new(Tenant, "demo-store", "setup");

    private readonly DeterministicScheduler _scheduler;
    private readonly ServiceProvider _services;

    public SagaSilo(ulong seed = 1, IReadOnlyList<Step>? steps = null)
    {
        _scheduler = new DeterministicScheduler(seed);
        var ids = _scheduler.Random.Fork();
        Journal = new InMemoryJournal(
            new JournalOptions { ConnectionString = "Memory", AllowDevelopmentMasterKey = true, FillRandom = bytes => Fill(ids, bytes) },
            _scheduler.Time, this);
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(_scheduler.Time);
        collection.AddSingleton(typeof(ILogger<>), typeof(Microsoft.Extensions.Logging.Abstractions.NullLogger<>));
        collection.AddSingleton<ILoggerFactory>(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        collection.AddSingleton<IEventJournal>(Journal);
        collection.AddSingleton(Journal.Keys);
        collection.AddEventCodec(SiloServices.Events);
        collection.AddJournalLogConsistency();
        collection.AddSingleton(new SagaJitter(Doubles()));
        if (steps is not null)
            collection.AddSingleton(new SagaEngine(steps));
        collection.AddOrderSagas();
        collection.AddSingleton<SimulatedFaults>();
        collection.AddSingleton<IOrderAcceptance, SimulatedAcceptance>();
        collection.AddSingleton<IReturnAcceptance, SimulatedReturns>();
        collection.AddRefunds();
        collection.AddSimulatedGateway(_ => new GatewayDatabase(GatewayStore.Memory), Doubles());
        collection.AddEmbeddedOrleans(options =>
        {
            options.GrainAssemblies.Add(typeof(StateJson).Assembly);
            options.Scheduler = _scheduler;
        });
        _services = collection.BuildServiceProvider();
        Silo = _services.GetRequiredService<EmbeddedSilo>();
    }

    public InMemoryJournal Journal { get; }

    public EmbeddedSilo Silo { get; }

    /// <summary>Asked for each journal operation.</summary>
    public Func<MemoryStep, string, MemoryFault> Faults { get; set; } = static (_, _) => MemoryFault.None;

    public SimulatedFaults Refusals => _services.GetRequiredService<SimulatedFaults>();

    public GatewayControls Gateway => _services.GetRequiredService<GatewayControls>();

    public IGatewayLedger Ledger => _services.GetRequiredService<IGatewayLedger>();

    public TimeProvider Time => _scheduler.Time;

    public SeededRandom Random => _scheduler.Random;

    public IOrderSagaGrain Saga => Silo.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, "s-1"));

    /// <summary>Opens the shop and fills a cart, then runs the scenario.</summary>
    public void Run(Func<Task> scenario, int coffees = 2, int honeys = 1) => _scheduler.Run(async () =>
    {
        await Silo.GetGrain<IStoreGrain>("demo/1").Open(new OpenStore(Till, "Vieux-Montréal", "QC", StoreKind.Store));
        await Stocked("CAFE", 1299);
        await Stocked("MIEL", 1599);
        var cart = Silo.GetGrain<ICartGrain>("demo/cart-1");
        await cart.Open(new OpenCart(Till, "1", "c-1", "f"));
        await cart.SetItem(new SetCartItem(Till, "CAFE", coffees));
        await cart.SetItem(new SetCartItem(Till, "MIEL", honeys));
        await scenario();
    });

    public Task<Answer<SagaView>> Start(string token = "tok_ok", string fingerprint = "f", Contact? contact = null) => Saga.Start(new(
        new Origin(Tenant, "demo-store", "s-1", "r-1"), "cart-1", "c-1", contact, null, null,
        PaymentMethod.CreditCard, token, fingerprint));

    /// <summary>As the watchdog would, for so long as it takes.</summary>
    public async Task<SagaView> End()
    {
        for (var i = 0; i < 100; i++)
        {
            try
            {
                if (await Saga.Resume() is { StateFinal: true } or { State: SagaState.NeedsOperator })
                    return (await Saga.Get())!;
            }
            catch (Exception e) when (e is JournalUnavailableException or TimeoutException or StreamConflictException)
            {
                // Its time will come.
            }

            await Wait(5);
        }

        throw new TimeoutException("The saga did not come to its end.");
    }

    public Task Wait(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Time);

    public async Task<(long OnHand, long Reserved)> StockOf(string sku)
    {
        var stock = await Silo.GetGrain<IStockGrain>($"demo/1/{sku}").Get();
        return (stock.OnHand, stock.Reserved);
    }

    public async Task<CartStatus> CartNow() => (await Silo.GetGrain<ICartGrain>("demo/cart-1").Get())!.Status;

    public async Task<AccountState?> PaymentNow() =>
        (await Ledger.List("", null, 10)).SingleOrDefault()?.State;

    public async Task<IReadOnlyList<RecordedEvent>> Log(string stream = "order-saga/demo/s-1") =>
        (await Journal.Read(stream, 0, 100)).Events;

    void IMemoryJournalDriver.Schedule(MemoryStep step, string about, Action run) =>
        _scheduler.Post(Random.Next(TimeSpan.FromMilliseconds(0.2), TimeSpan.FromMilliseconds(1.2)), run);

    MemoryFault IMemoryJournalDriver.Fault(MemoryStep step, string about) => Faults(step, about);

    private Func<double> Doubles()
    {
        var random = _scheduler.Random.Fork();
        return () => random.Next(1_000_000) / 1e6;
    }

    private static void Fill(SeededRandom random, Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)random.Next(256);
    }

    private async Task Stocked(string sku, long price)
    {
        await Silo.GetGrain<IProductGrain>($"demo/{sku}").Add(new AddProduct(Till, sku, "Alimentation", new(price), 5, "f"));
        await Silo.GetGrain<IStockGrain>($"demo/1/{sku}").Receive(new ReceiveStock(Till, 10, "po-1"));
    }
}
