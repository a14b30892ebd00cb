using Orleans;
using PosSaga.EventSourcing;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Sagas;
using PosSaga.Simulator;

namespace PosSaga.Tests.Simulation;

/// <summary>What outlives every silo: the journal, the gateway, the people. And the silos, of which clients see one at
/// a time.</summary>
internal sealed partial class World
{
    public const string Tenant = "sim";

    // Who is impatient calls a person after half a minute.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(4);

    /// <param name="climate">Null: drawn.</param>
    public World(ulong seed, Plant plant, FaultProfile? climate = null, Story story = Story.Orders)
    {
        (Seed, Plant) = (seed, plant);
        Scheduler = new DeterministicScheduler(seed) { TurnsMax = 3_000_000 };
        Random = Scheduler.Random.Fork();
        Climate = plant.Climate(climate ?? FaultProfile.Of(Scheduler.Random.Fork(), story));
        var silence = Climate.Complaints is { GatewayIsSilent: true } ? Silence : TimeSpan.Zero;
        Season = TimeSpan.FromSeconds(100) + silence;
        Weather = new FaultSchedule(Scheduler, Climate, Season);
        var nonces = Scheduler.Random.Fork();
        var options = new JournalOptions
        {
            AllowDevelopmentMasterKey = true,
            FillRandom = bytes =>
            {
                // A check that encodes a state twice wants to see the same bytes.
                for (var i = 0; i < bytes.Length; i++)
                    bytes[i] = Weather.IsStill ? (byte)0 : (byte)nonces.NextUInt64();
            },
        };
        Journal = new InMemoryJournal(options, Scheduler.Time, Weather);
        Codec = new EventCodec(SiloParts.Events, Journal.Keys);
        Books = new Books(plant.Ledger(new InMemoryGatewayLedger()));
        Controls = new GatewayControls(Books);
        var luck = Scheduler.Random.Fork();
        var gateway = new SimulatedGateway(Books, Controls, Scheduler.Time, () => NextDouble(luck));
        Counter = new SimulatedGateway(Books, new GatewayControls(Books), Scheduler.Time, static () => 0.5);
        Gateway = new UnreliableGateway(Scheduler, plant.Gateway(gateway), Weather, Climate);
        ReadSide = new ReadSide(Journal, Codec, Weather, Scheduler);
        Assortment = Assortment.Of(Scheduler.Random.Fork());
        // What orders alone do not need comes last: the seeds that found something there stay what they were.
        if (Climate.Tills is not null)
            Assortment = Assortment.WithMore();
        if (Climate.Complaints is not null)
            (Complaints, Assortment) = (new ComplaintSide(Journal, Codec, Weather, Scheduler), Assortment.WithMore());
        Silos = [.. Enumerable.Range(0, Climate.Deposed ? 2 : 1).Select(n => new SiloParts(this, n))];
        Current = Silos[0];
        Scheduler.BeforeTurn = Weather.BeforeTurn;
        Weather.SiloDied = silo => Silos.Single(s => s.Silo == silo).Restarted();
    }

    public ulong Seed { get; }

    /// <summary>How long things go wrong.</summary>
    public TimeSpan Season { get; }

    public Plant Plant { get; }

    public FaultProfile Climate { get; }

    public DeterministicScheduler Scheduler { get; }

    public SeededRandom Random { get; }

    public FaultSchedule Weather { get; }

    public InMemoryJournal Journal { get; }

    /// <summary>As it should be, whatever the plant gives the silos.</summary>
    public EventCodec Codec { get; }

    /// <summary>When a gateway that had been silent for a silo answered it again, in microseconds.</summary>
    public List<long> GatewayAnswersAgain { get; } = [];

    public Books Books { get; }

    public GatewayControls Controls { get; }

    public IPaymentGateway Gateway { get; }

    /// <summary>The gateway's own pages, where a person settles a payment: they work when nothing else does.</summary>
    public IPaymentGateway Counter { get; }

    public ReadSide ReadSide { get; }

    /// <summary>Null where nobody complains.</summary>
    public ComplaintSide? Complaints { get; }

    public Assortment Assortment { get; }

    public Diary Diary { get; } = new();

    public LastCall? LastCall { get; set; }

    /// <summary>Sagas that had not come to rest by themselves when the patience of good weather was over.</summary>
    public SortedDictionary<string, OrderSaga> Restless { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<SiloParts> Silos { get; }

    /// <summary>The silo that clients reach.</summary>
    public SiloParts Current { get; private set; }

    public T Get<T>(string id) where T : IGrainWithStringKey => Current.Silo.GetGrain<T>(GrainKeys.Of(Tenant, id));

    public IStockGrain Stock(string store, string sku) => Get<IStockGrain>($"{store}/{sku}");

    public Task Wait(TimeSpan time) => Task.Delay(time, Scheduler.Time);

    public Origin From(string actor, string correlation) => new(Tenant, actor, correlation);

    public static double NextDouble(SeededRandom random) => (random.NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The whole journal, read from outside: nothing fails, nothing takes time.</summary>
    public IReadOnlyList<RecordedEvent> Events()
    {
        var was = Weather.IsStill;
        Weather.IsStill = true;
        var events = Journal.ReadAll(0, int.MaxValue).GetAwaiter().GetResult().Events;
        Weather.IsStill = was;
        return events;
    }

    /// <summary>The gateway's moods, and the takeover of one silo by another.</summary>
    private async Task Moods()
    {
        var random = Scheduler.Random.Fork();
        var usual = new GatewaySettings(
            Climate.GatewayDeclines, TimeoutRate: Climate.GatewayTimeouts, LatencyMs: random.Next(100));
        await Controls.Change(usual);
        var outages = Climate.GatewayOutages;
        if (Climate.Complaints is { GatewayIsSilent: true })
        {
            // Once the first have complained.
            await Wait(TimeSpan.FromSeconds(30));
            Weather.Count("gateway silent");
            await Controls.Change(usual with { Outage = true });
            await Wait(Silence);
            await Controls.Change(usual);
        }

        while (!Weather.IsClear)
        {
            await Wait(random.Next(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)));
            if (Climate.Complaints is { } complaints && random.Chance(complaints.StreamDeaths))
                Current.LosesItsStreams();
            if (outages-- > 0)
            {
                Weather.Count("gateway out");
                await Controls.Change(usual with { Outage = true });
                await Wait(random.Next(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(25)));
                await Controls.Change(usual);
            }

            if (Silos.Count > 1 && random.Chance(0.5))
                await TakeOver(random);
        }

        await Controls.Change(GatewaySettings.Usual);
    }

    // The old silo does not know yet that it was declared dead: what runs on it runs on for a while.
    private async Task TakeOver(SeededRandom random)
    {
        Weather.Count("silo deposed");
        var old = Current;
        Current = Silos[1 - old.Number];
        Current.Get<Takeovers>().Saw();
        Current.Starts();
        await Wait(random.Next(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(15)));
        old.Dies();
    }
}
