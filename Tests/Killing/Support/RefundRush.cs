using System.Text;
using System.Text.Json;
using PosSaga.Load;

namespace PosSaga.Tests.Killing.Support;

/// <summary>What one refund is asked by, and how: of a claim, or of the order that is cancelled.</summary>
internal sealed record WantedRefund(string Id, string OrderId, bool IsCancellation);

/// <summary>Customers who complain about real orders, and staff who refund all of them at once, from a system that
/// comes and goes: each request is sent until it is answered for good.</summary>
internal sealed class RefundRush(Shop shop)
{
    public const int Refunds = ClaimedOrders * ClaimsPerOrder + Cancellations;

    /// <summary>One of each SKU and a second of the first.</summary>
    public const int Skus = 4;

    private const int ClaimedOrders = 36;
    private const int ClaimsPerOrder = 5;
    private const int Cancellations = 20;
    private const int Clients = 16;
    private static readonly TimeSpan Persistence = TimeSpan.FromMinutes(3);

    private readonly List<WantedRefund> _wanted = [];

    /// <summary>All that were ever prepared.</summary>
    public IReadOnlyList<WantedRefund> Wanted => _wanted;

    public string Sku(int index) => shop.Assortment.Skus[index];

    /// <summary>From now on the gateway takes its time and refuses to pay for the third SKU, and the store does not
    /// take back the fourth. Faults of a store are the process's own, so each process must be told.</summary>
    public async Task Misbehave(int latencyMs)
    {
        await MisbehaveAtGateway(latencyMs);
        Done(await shop.Platform.Put(
            "/api/v1/simulation/faults", Json(new { refuseConfirmations = false, refuseReturnsOf = Sku(3) })));
    }

    /// <summary>The gateway's half of it, which all silos of a cluster hear of.</summary>
    public async Task MisbehaveAtGateway(int latencyMs)
    {
        // 7.01 and its tax: the price of the third SKU.
        var decline = new { amount = 806, currency = "CAD" };
        Done(await shop.Platform.Put(
            "/api/v1/simulation/payments",
            Json(new { failureRate = 0, latencyMs, timeoutRate = 0, outage = false, declineAmount = decline })));
    }

    /// <summary>Two hundred refunds that have only to be asked for.</summary>
    public async Task<IReadOnlyList<WantedRefund>> Prepare()
    {
        var prepared = new List<WantedRefund>();
        await ClosedLoop.Count(Clients, ClaimedOrders + Cancellations, async i =>
        {
            var some = i < Cancellations ? await Cancellable() : await Claimed();
            lock (prepared)
                prepared.AddRange(some);
        });
        _wanted.AddRange(prepared);
        return prepared;
    }

    /// <summary>All at the same time; ends when each was answered.</summary>
    public Task Ask(IReadOnlyList<WantedRefund> refunds) => Task.WhenAll(refunds.Select(refund => Task.Run(() =>
        refund.IsCancellation
            ? Persist($"/api/v1/orders/{refund.Id}/cancel", new { reason = "Left." })
            : Persist($"/api/v1/claims/{refund.Id}/refund", null))));

    /// <summary>Until so many of its steps are done.</summary>
    public async Task HasGone(WantedRefund refund, int steps)
    {
        Reply reply;
        var limit = Moments.After(Moments.Now, Persistence);
        do
        {
            reply = await shop.Office.Get($"/api/v1/refunds/{refund.Id}");
            Assert.True(Moments.Now < limit, $"It did not go {steps} steps: {reply}");
        }
        while (!reply.IsSuccess || reply.AsJson().GetProperty("steps").GetArrayLength() < steps);
    }

    private async Task<WantedRefund[]> Cancellable()
    {
        var order = await Order((0, 1), (1, 1));
        return [new WantedRefund(order, order, IsCancellation: true)];
    }

    private async Task<WantedRefund[]> Claimed()
    {
        var order = await Order((0, 2), (1, 1), (2, 1), (3, 1));
        return
        [
            await Claim(order, "productDefect", 0, "resellable"),
            await Claim(order, "productDefect", 0, "damaged"),
            await Claim(order, "deliveryIssue", 1, "notReturned"),
            await Claim(order, "billingError", 2, "resellable"),
            await Claim(order, "billingError", 3, "resellable"),
        ];
    }

    private async Task<string> Order(params (int Sku, int Quantity)[] lines)
    {
        var customer = shop.Assortment.RunId;
        var cart = Done(await shop.Office.Post("/api/v1/carts", Bodies.Cart("1", customer))).Text("id")!;
        foreach (var (sku, quantity) in lines)
            Done(await shop.Office.Put($"/api/v1/carts/{cart}/items/{Sku(sku)}", Bodies.Quantity(quantity)));
        return Done(await shop.Office.Post("/api/v1/orders", Bodies.Order(cart, customer, "tok_ok"))).Text("id")!;
    }

    private async Task<WantedRefund> Claim(string orderId, string type, int sku, string condition)
    {
        var id = Done(await shop.Office.Post("/api/v1/claims", Json(new
        {
            customerId = shop.Assortment.RunId, type, description = "Not good.", orderId,
            lines = new[] { new { sku = Sku(sku), quantity = 1, condition } },
        }))).Text("id")!;
        Done(await shop.Office.Post($"/api/v1/claims/{id}/assign", Json(new { agentId = "agent-7" })));
        Done(await shop.Office.Post($"/api/v1/claims/{id}/start", default));
        Done(await shop.Office.Post($"/api/v1/claims/{id}/resolve", Json(new { resolution = "Money back." })));
        return new WantedRefund(id, orderId, IsCancellation: false);
    }

    private async Task Persist(string path, object? body)
    {
        var key = path.Replace('/', '-');
        Reply reply;
        var limit = Moments.After(Moments.Now, Persistence);
        while (!(reply = await shop.Office.Post(path, body is null ? default : Json(body), key)).IsSuccess)
        {
            // Nobody there, or not yet: everything else would be an answer, and a wrong one.
            Assert.True(reply.Status is 0 or 503 && Moments.Now < limit, $"{path}: {reply}");
            await Task.Delay(20);
        }
    }

    private static Reply Done(Reply reply)
    {
        Assert.True(reply.IsSuccess, reply.ToString());
        return reply;
    }

    private static byte[] Json(object value) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value));
}
