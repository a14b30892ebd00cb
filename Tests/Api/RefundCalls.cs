using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

/// <summary>Refunds as a store and its agents see them, of products that nobody else sells.</summary>
internal static class RefundCalls
{
    public const int InStock = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A product at a price, of which store 1 has a hundred.</summary>
    public static async Task<string> Product(this HttpClient http, long cents)
    {
        var sku = $"R-{Guid.NewGuid():N}";
        var price = new { amount = cents, currency = "CAD" };
        var product = new { sku, name = "Thing", category = "Test", price };
        var added = await http.Post("/api/v1/products", product, Calls.Admin);
        Assert.Equal(201, added.Status);
        await http.Receive(sku, InStock);
        return sku;
    }

    public static async Task Receive(this HttpClient http, string sku, int quantity) => Assert.Equal(
        200, (await http.Post($"/api/v1/stores/1/stock/{sku}/receive", new { quantity, reference = "po" })).Status);

    /// <summary>The body of a completed order in store 1, in Quebec.</summary>
    public static async Task<JsonNode> Bought(this HttpClient http, params (string Sku, int Quantity)[] lines)
    {
        var cart = (string)(await http.Post("/api/v1/carts", new { storeId = "1" })).Json["id"]!;
        foreach (var (sku, quantity) in lines)
            Assert.Equal(200, (await http.Put($"/api/v1/carts/{cart}/items/{sku}", new { quantity })).Status);
        var order = await http.Post("/api/v1/orders", Calls.OrderOf(cart));
        Assert.Equal(201, order.Status);
        return order.Json;
    }

    /// <summary>A resolved claim about some of an order.</summary>
    public static async Task<string> Complained(
        this HttpClient http, string orderId, string type, params (string Sku, int Quantity, string Condition)[] lines)
    {
        var claim = await http.Claim(new
        {
            customerId = "ana", type, description = "Not good.", orderId,
            lines = lines.Select(line => new { sku = line.Sku, quantity = line.Quantity, condition = line.Condition }),
        });
        Assert.True(claim.Status == 201, claim.Text);
        var id = (string)claim.Json["id"]!;
        await http.Resolve(id);
        return id;
    }

    /// <summary>Asks for a claim's refund and waits for its end.</summary>
    public static async Task<JsonNode> Refunded(this HttpClient http, string claim)
    {
        Assert.Equal(202, (await http.Tell(claim, "refund")).Status);
        return await http.RefundEnded(claim);
    }

    public static Task<JsonNode> RefundEnded(this HttpClient http, string id) =>
        http.RefundIs(id, "completed", "failed");

    public static async Task<JsonNode> RefundIs(this HttpClient http, string id, params string[] statuses)
    {
        JsonNode? found = null;
        await Eventually.Is(
            async () =>
            {
                // From its request on there is no moment at which nobody knows it.
                var refund = await http.Get($"/api/v1/refunds/{id}");
                Assert.Equal(200, refund.Status);
                found = refund.Json;
                return statuses.Contains((string)found["status"]!);
            },
            $"that the refund {id} becomes {string.Join(" or ", statuses)}");
        return found!;
    }

    /// <summary>What a refund or a preview says: goods, fee, tax, amount.</summary>
    public static (int Goods, int Fee, int Tax, int Amount) Amounts(this JsonNode json) =>
        (json.Cents("goods"), json.Cents("fee"), json.Cents("tax"), json.Cents("amount"));

    public static int Cents(this JsonNode json, string field) => (int)json[field]!["amount"]!;

    public static IEnumerable<string> Steps(this JsonNode refund) =>
        refund["steps"]!.AsArray().Select(step => (string)step!["step"]!);

    public static async Task<(int OnHand, int Reserved, int Damaged)> Pieces(this HttpClient http, string sku)
    {
        var stock = (await http.Get($"/api/v1/stores/1/stock/{sku}")).Json;
        return ((int)stock["onHand"]!, (int)stock["reserved"]!, (int)stock["damaged"]!);
    }

    public static async Task<(int Captured, int Refunded, int Reserved, int Refundable)> PaymentOf(
        this HttpClient http, JsonNode order)
    {
        var payment = (await http.Get($"/api/v1/payments/{(string)order["paymentId"]!}")).Json;
        return (
            payment.Cents("captured"), payment.Cents("refunded"), payment.Cents("reservedForRefund"),
            payment.Cents("refundable"));
    }
}
