using PosSaga.Load;

namespace PosSaga.Tests.Killing.Support;

/// <summary>Tills that buy from a system which comes and goes: each sends a request until it is answered for good,
/// always with the same key, and remembers what it was told.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private const string QuickTokens = "ok=86,declined=7,flaky=7";
    private const string SlowTokens = "timeout-charged=1,timeout-lost=1";
    private const int Lines = 3;
    private static readonly TimeSpan Persistence = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan SettleMax = TimeSpan.FromMinutes(2);

    private readonly ApiClient _tills;
    private readonly Assortment _assortment;
    private readonly PlacedOrders _memory = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Task> _load = [];

    private Shop(Uri url, Assortment assortment)
    {
        _tills = new ApiClient(url, "demo-store");
        Office = new ApiClient(url, "demo-admin");
        Platform = new ApiClient(url, "demo-platform");
        _assortment = assortment;
    }

    public ApiClient Office { get; }

    /// <summary>Whoever runs the installation: the simulator, verification.</summary>
    public ApiClient Platform { get; }

    public ApiClient Tills => _tills;

    public Assortment Assortment => _assortment;

    public Recorder Recorder { get; } = new() { Measuring = true };

    public PlacedOrders Memory => _memory;

    public static async Task<Shop> Prepare(Uri url, int skus = 12, int stores = 2)
    {
        var shop = new Shop(url, new Assortment(Assortment.NewRunId(), skus, stores));
        await shop._assortment.Prepare(shop.Office, CancellationToken.None);
        return shop;
    }

    /// <summary>Every kind of payment. Those that time out stand at one step for seconds; mixed with the others they
    /// would hold every till there sooner or later, and no kill would fall anywhere else.</summary>
    public void Open(int quickTills, int slowTills)
    {
        Open(quickTills, QuickTokens);
        Open(slowTills, SlowTokens);
    }

    private void Open(int tills, string tokens)
    {
        var plans = new OrderPlans(_assortment, TokenMix.Parse(tokens), Lines, repeatPercent: 0, seed: 1);
        var journey = new OrderJourney(_tills, plans, Recorder, _memory, _assortment.RunId, Persistence);
        _load.Add(ClosedLoop.Run(tills, journey.Go, _closing.Token));
    }

    /// <summary>Waits until so many more orders were answered than are now.</summary>
    public async Task Sells(int orders)
    {
        var limit = Moments.After(Moments.Now, TimeSpan.FromSeconds(90));
        for (var goal = _memory.Count + orders; _memory.Count < goal; await Task.Delay(10))
            if (Moments.Now >= limit)
                Assert.Fail(
                    $"Only {_memory.Count} of {goal} orders were answered in 90 s.\n{Outcomes()}\n"
                    + $"{await Standing()}\n{Witness()}");
    }

    /// <summary>What the processes said, for the report of a failure.</summary>
    public Func<string> Witness { get; set; } = () => "";

    // Where the sagas are that did not come to an end.
    private async Task<string> Standing()
    {
        var lists = await Task.WhenAll(
            new[] { "running", "needsOperator" }.Select(state => Office.Get($"/api/v1/sagas?state={state}&limit=5")));
        return string.Join('\n', lists.Select(list => System.Text.Encoding.UTF8.GetString(list.Body)));
    }

    /// <summary>No new customers; those under way are served to the end.</summary>
    public async Task Close()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_load);
    }

    /// <summary>Sends every order that was ever interrupted once more, and lets the books be checked.</summary>
    public async Task<AuditResult> Audit(IGatewayBooks? gateway)
    {
        var orders = _memory.Orders;
        var checkedAgain = new PlacedOrder[orders.Count];
        await ClosedLoop.Count(8, orders.Count, async i => checkedAgain[i] = orders[i].Interrupted
            ? await SendAgain(orders[i])
            : orders[i]);
        var memory = new PlacedOrders();
        foreach (var order in checkedAgain)
            memory.Add(order);
        return await new Auditor(new BookReader(Office), gateway, gatewayIsOurs: true)
            .Audit(_assortment, memory, SettleMax, CancellationToken.None);
    }

    public string Outcomes() => string.Join('\n', Recorder.Outcomes.Select(o => $"{o.Key} {o.Value}"));

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _tills.Dispose();
        Office.Dispose();
        Platform.Dispose();
        _closing.Dispose();
    }

    private async Task<PlacedOrder> SendAgain(PlacedOrder order)
    {
        var reply = await _tills.Post(
            "/api/v1/orders", Bodies.Order(order.CartId, _assortment.RunId, order.Plan.Token), order.Key);
        return order with
        {
            Repeat = new OrderRepeat(reply.Status, reply.Text(reply.IsSuccess ? "id" : "orderId"), reply.Replayed),
        };
    }
}
