namespace PosSaga.Tests.Api;

/// <summary>Claims as an agent handles them.</summary>
internal static class ClaimCalls
{
    public const string Agent = "demo-agent";

    /// <summary>A completed order of some coffees, 12.99 each, by a customer or by nobody known.</summary>
    public static async Task<string> Ordered(this HttpClient http, int quantity = 1, string? customerId = null)
    {
        var opened = await http.Post(
            "/api/v1/carts", customerId is null ? new { storeId = "1" } : new { storeId = "1", customerId });
        var cart = (string)opened.Json["id"]!;
        await http.Put($"/api/v1/carts/{cart}/items/{Calls.DemoSku}", new { quantity });
        var order = await http.Post("/api/v1/orders", Calls.OrderOf(cart));
        Assert.Equal(201, order.Status);
        return (string)order.Json["id"]!;
    }

    public static Task<Reply> Claim(this HttpClient http, object body, params (string, string)[] headers) =>
        http.Post("/api/v1/claims", body, Agent, headers);

    public static object Complaint(string? orderId = null, string type = "productDefect", string customerId = "ana") =>
        orderId is null
            ? new { customerId, type, description = "Open bag." }
            : new { customerId, type, description = "Open bag.", orderId };

    public static async Task<string> Claimed(
        this HttpClient http, string? orderId = null, string type = "productDefect")
    {
        var claim = await http.Claim(Complaint(orderId, type));
        Assert.Equal(201, claim.Status);
        return (string)claim.Json["id"]!;
    }

    public static Task<Reply> Tell(
        this HttpClient http, string claim, string command, params (string, string)[] headers) =>
        http.Post($"/api/v1/claims/{claim}/{command}", command switch
        {
            "assign" => new { agentId = "agent-7" },
            "resolve" => new { resolution = "Money back." },
            "reopen" => new { reason = "It broke again." },
            _ => null,
        }, Agent, headers);

    public static async Task<Reply> Resolve(this HttpClient http, string claim)
    {
        await http.Tell(claim, "assign");
        await http.Tell(claim, "start");
        var resolved = await http.Tell(claim, "resolve");
        Assert.Equal(200, resolved.Status);
        return resolved;
    }
}
