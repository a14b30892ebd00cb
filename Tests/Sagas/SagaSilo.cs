using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Orders;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Silo.Hosting;
using PosSaga.Simulation;
using PosSaga.Simulator;
using PosSaga.Stores;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Sagas;

/// <summary>All grains, the in-memory journal, the simulated gateway. One shop, ten coffees and ten honeys.</summary>
internal sealed class SagaSilo : IMemoryJournalDriver
{
    private const string Tenant = "demo";
    private static readonly Origin Till = new(Tenant, "demo-store", "setup");

    private readonly Lock _lock = new();
    private readonly GrainsUnderTest _grains;

    public SagaSilo(GrainHost host, ulong seed = 1, IReadOnlyList<Step>? steps = null)
    {
        _grains = GrainsUnderTest.On(host, seed);
        var ids = Random.Fork();
        var options = new JournalOptions { ConnectionString = "Memory", AllowDevelopmentMasterKey = true };
        options.FillRandom = bytes => Fill(ids, bytes);
        Journal = new InMemoryJournal(options, Time, this);
        _grains.Build(services =>
        {
            services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
            services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
            services.AddSingleton<IEventJournal>(Journal);
            services.AddSingleton(Journal.Keys);
            services.AddSingleton(Journal.System.Snapshots);
            services.AddEventCodec(SiloServices.Events);
            services.AddJournalLogConsistency();
            services.AddSingleton(new SagaJitter(Doubles()));
            if (steps is not null)
                services.AddSingleton(new SagaEngine(steps));
            services.AddOrderSagas();
            services.AddSingleton<SimulatedFaults>();
            services.AddSingleton<IOrderAcceptance, SimulatedAcceptance>();
            services.AddSingleton<IReturnAcceptance, SimulatedReturns>();
            services.AddRefunds();
            services.AddSimulatedGateway(_ => new GatewayDatabase(GatewayStore.Memory), Doubles());
        });
    }

    public InMemoryJournal Journal { get; }

    public IGrainFactory Grains => _grains.Grains;

    public IEventCodec Codec => _grains.Services.GetRequiredService<IEventCodec>();

    /// <summary>Asked for each journal operation.</summary>
    public Func<MemoryStep, string, MemoryFault> Faults { get; set; } = static (_, _) => MemoryFault.None;

    public SimulatedFaults Refusals => _grains.Services.GetRequiredService<SimulatedFaults>();

    public GatewayControls Gateway => _grains.Services.GetRequiredService<GatewayControls>();

    public IGatewayLedger Ledger => _grains.Services.GetRequiredService<IGatewayLedger>();

    public TimeProvider Time => _grains.Time;

    public SeededRandom Random => _grains.Random;

    public IOrderSagaGrain Saga => Grains.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, "s-1"));

    /// <summary>Opens the shop and fills a cart, then runs the scenario.</summary>
    public void Run(Func<Task> scenario, int coffees = 2, int honeys = 1) => _grains.Run(async () =>
    {
        await Grains.GetGrain<IStoreGrain>("demo/1").Open(new OpenStore(Till, "Vieux-Montréal", "QC", StoreKind.Store));
        await Stocked("CAFE", 1299);
        await Stocked("MIEL", 1599);
        var cart = Grains.GetGrain<ICartGrain>("demo/cart-1");
        await cart.Open(new OpenCart(Till, "1", "c-1", "f"));
        await cart.SetItem(new SetCartItem(Till, "CAFE", coffees));
        await cart.SetItem(new SetCartItem(Till, "MIEL", honeys));
        await scenario();
    });

    public Task<CommandResult<SagaView>> Start(string token = "tok_ok", string fingerprint = "f", Contact? contact = null) =>
        Start(Saga, token, fingerprint, contact);

    public static Task<CommandResult<SagaView>> Start(
        IOrderSagaGrain saga, string token = "tok_ok", string fingerprint = "f", Contact? contact = null) =>
        saga.Start(new(
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
        var stock = await Grains.GetGrain<IStockGrain>($"demo/1/{sku}").Get();
        return (stock.OnHand, stock.Reserved);
    }

    public async Task<CartStatus> CartNow() => (await Grains.GetGrain<ICartGrain>("demo/cart-1").Get())!.Status;

    public async Task<AccountState?> PaymentNow() => (await Ledger.List("", null, 10)).SingleOrDefault()?.State;

    public async Task<IReadOnlyList<RecordedEvent>> Log(string stream = "order-saga/demo/s-1") =>
        (await Journal.Read(stream, 0, 100)).Events;

    public Task KillAll() => _grains.KillAll();

    /// <summary>A second cluster on the same journal and gateway, which knows nothing of the first.</summary>
    public Task<IGrainFactory> Rival() => ((ClusterGrains)_grains).Rival();

    void IMemoryJournalDriver.Schedule(MemoryStep step, string about, Action run)
    {
        TimeSpan delay;
        lock (_lock)
            delay = Random.Next(TimeSpan.FromMilliseconds(0.2), TimeSpan.FromMilliseconds(1.2));
        _grains.Post(delay, run);
    }

    MemoryFault IMemoryJournalDriver.Fault(MemoryStep step, string about) => Faults(step, about);

    private Func<double> Doubles()
    {
        var random = Random.Fork();
        return () =>
        {
            lock (random)
                return random.Next(1_000_000) / 1e6;
        };
    }

    private static void Fill(SeededRandom random, Span<byte> bytes)
    {
        lock (random)
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)random.Next(256);
    }

    private async Task Stocked(string sku, long price)
    {
        await Grains.GetGrain<IProductGrain>($"demo/{sku}")
            .Add(new AddProduct(Till, sku, "Alimentation", new(price), 5, "f"));
        await Grains.GetGrain<IStockGrain>($"demo/1/{sku}").Receive(new ReceiveStock(Till, 10, "po-1"));
    }
}
