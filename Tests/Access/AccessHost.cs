using System.Text.Json.Nodes;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Access;

/// <summary>What was sold to somebody in a store, and what came of it.</summary>
/// <param name="CustomerId">Null: a guest.</param>
/// <param name="ClaimedBy">Whoever complained about it.</param>
internal sealed record SoldThing(
    string StoreId, string? CustomerId, string ClaimedBy, string CartId, string OrderId, string ClaimId,
    string SaleId);

/// <summary>A system with a key for every caller, and with something of each kind that can be somebody's.</summary>
public sealed class AccessHost : ApiHost
{
    private readonly List<SoldThing> _sold = [];

    internal IReadOnlyList<SoldThing> Sold => _sold;

    /// <summary>One of each store.</summary>
    internal const string Register = "r1";

    internal string SagaAction { get; private set; } = "";

    internal string RefundAction { get; private set; } = "";

    protected override Dictionary<string, string?> Settings => new(
        AccessCaller.All.SelectMany((caller, index) => caller.Settings(index, HashOf)), StringComparer.Ordinal);

    protected override async Task AfterStart()
    {
        foreach (var (store, customer) in ((string, string?)[])[("1", "ana"), ("1", null), ("2", "marie")])
            _sold.Add(await Sell(store, customer));
        SagaAction = await Act("sagas", "compensate");
        RefundAction = await Act("refunds", "retry");
    }

    private async Task<SoldThing> Sell(string store, string? customer)
    {
        var buyer = customer ?? "walk-in";
        var cart = Id(await Http.Post("/api/v1/carts", new { storeId = store, customerId = customer }));
        Assert.Equal(200, (await Http.Put($"/api/v1/carts/{cart}/items/{Calls.DemoSku}", new { quantity = 2 })).Status);
        var ordered = await Http.Post("/api/v1/orders", Calls.OrderOf(cart));
        var order = Id(ordered);
        // The same goods at a till, at the same price.
        var sale = Id(await Http.Post("/api/v1/sales", new
        {
            storeId = store, registerId = Register, customerId = customer,
            lines = new[] { new { sku = Calls.DemoSku, quantity = 2 } },
            tenders = new[] { new { method = "creditCard", amount = ordered.Json["total"], token = "tok_ok" } },
        }));
        var claim = Id(await Http.Claim(ClaimCalls.Complaint(order, customerId: buyer)));
        await Http.Resolve(claim);
        Assert.Equal("completed", (string?)(await Http.Refunded(claim))["status"]);
        return new SoldThing(store, customer, buyer, cart, order, claim, sale);
    }

    private async Task<string> Act(string subjects, string action) => (string)(await Http.Post(
        $"/api/v1/{subjects}/actions", new { action, reason = "For the test", ids = (string[])[_sold[0].OrderId] },
        Calls.Ops)).Json["actionId"]!;

    private static string Id(Reply reply)
    {
        Assert.True(reply.Status == 201, reply.Text);
        return (string)((JsonNode)reply.Json)["id"]!;
    }
}
