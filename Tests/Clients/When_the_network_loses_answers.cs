using System.Collections.Concurrent;
using System.Globalization;
using PosSaga.Client;
using PosSaga.Load;
using PosSaga.Tests.Api;
using Xunit.Abstractions;

namespace PosSaga.Tests.Clients;

/// <summary>Many calls through a bad network: every one is answered in the end, and none takes effect twice.
/// POS_CLIENT_CALLS says how many, POS_FIRST_SEED of which network.</summary>
public sealed class When_the_network_loses_answers(When_the_network_loses_answers.Host host, ITestOutputHelper output)
    : IClassFixture<When_the_network_loses_answers.Host>
{
    private const int Lanes = 16;
    private const int CallsOfATurn = 7;
    private const int ReceivedPerTurn = 3;

    private readonly ConcurrentBag<string> _orders = [];
    private readonly ConcurrentBag<string> _claims = [];
    private readonly string _customer = $"c-{Guid.NewGuid():N}";

    [Fact] public async Task No_call_takes_effect_twice()
    {
        var seed = Setting("POS_FIRST_SEED", 1);
        var turns = (Setting("POS_CLIENT_CALLS", 350) + CallsOfATurn - 1) / CallsOfATurn;
        var sku = await host.Http.Product(1299);
        await using var network = await UnreliableProxy.Start(host.Address, seed);
        var client = PosSagaClient.Connect(new()
        {
            BaseAddress = network.Address, ApiKey = Calls.Admin, FirstDelay = TimeSpan.FromMilliseconds(2),
            MaxDelay = TimeSpan.FromMilliseconds(50), MaxAttempts = 100,
        });

        await Parallel.ForEachAsync(
            Enumerable.Range(0, turns), new ParallelOptions { MaxDegreeOfParallelism = Lanes },
            async (_, _) => await Turn(client, sku));
        output.WriteLine($"{turns * CallsOfATurn} calls, {network.Faults} faults, seed {seed}");
        Assert.True(network.Faults > turns, "The network was reliable.");

        await TheBooksAgree(client, sku, turns);
    }

    // Seven calls, each of which changes something.
    private async Task Turn(PosSagaClient client, string sku)
    {
        await client.ReceiveStockAsync("1", sku, new() { Quantity = ReceivedPerTurn, Reference = "po" });
        var cart = await client.OpenCartAsync(new() { StoreId = "1", CustomerId = _customer });
        await client.SetCartItemAsync(cart.Id, sku, new() { Quantity = 2 });
        var order = await client.PlaceOrderAsync(
            new() { CartId = cart.Id, Payment = new() { Method = PaymentMethod.CreditCard, Token = "tok_ok" } });
        _orders.Add(order.Id);
        await client.AdjustStockAsync("1", sku, new() { Delta = -1, Reason = "Broken" });
        var claim = await client.CreateClaimAsync(new()
        {
            CustomerId = _customer, Type = ClaimType.ServiceComplaint, Description = "Late.", OrderId = order.Id,
        });
        _claims.Add(claim.Id);
        await client.AssignClaimAsync(claim.Id, new() { AgentId = "agent-7" });
    }

    private async Task TheBooksAgree(PosSagaClient client, string sku, int turns)
    {
        Assert.Equal(turns, _orders.Distinct().Count());
        Assert.Equal(turns, _claims.Distinct().Count());
        // Each turn received three, sold two and broke one.
        await Eventually.Is(
            async () => await host.Http.Pieces(sku) == (RefundCalls.InStock, 0, 0), "that the shelf is as it was",
            async () => (await host.Http.Pieces(sku)).ToString());

        using (ReadYourWrites.Begin())
        {
            await client.ReceiveStockAsync("1", sku, new() { Quantity = 1, Reference = "po" });
            Assert.Equal(_orders.Order(), (await All(client.EachOrder(customerId: _customer), one => one.Id)).Order());
            Assert.Equal(_claims.Order(), (await All(client.EachClaim(customerId: _customer), one => one.Id)).Order());
        }
        foreach (var claim in _claims)
            Assert.Equal(2, (await client.ListClaimEventsAsync(claim)).Items.Count(
                one => one.Event is "claim.created/1" or "claim.assigned/1"));

        using var office = new ApiClient(host.Address, Calls.Admin);
        // Without shelves: the only one is checked above.
        var books = await new Auditor(new BookReader(office), GatewayLedger.Open(host.JournalText), gatewayIsOurs: true)
            .Audit(new(_customer, skus: 0, stores: 0), new(), TimeSpan.FromSeconds(60), CancellationToken.None);
        Assert.Empty(books.Imbalances);
        Assert.Equal(turns, books.Completed);
    }

    private static async Task<List<string>> All<T>(IAsyncEnumerable<T> items, Func<T, string> id)
    {
        var ids = new List<string>();
        await foreach (var item in items)
            ids.Add(id(item));
        return ids;
    }

    private static int Setting(string name, int usual) => int.TryParse(
        Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        ? n
        : usual;

    /// <summary>A system of its own: its books are its orders'.</summary>
    public sealed class Host : ApiHost
    {
        public string JournalText { get; private set; } = "";

        protected override async Task<string> Journal(string folder) => JournalText = await base.Journal(folder);
    }
}
