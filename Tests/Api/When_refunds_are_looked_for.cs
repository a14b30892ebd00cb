using System.Text.Json.Nodes;
using PosSaga.Api;

namespace PosSaga.Tests.Api;

/// <summary>The list of refunds over HTTP, and cancelled orders in the list of orders.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_refunds_are_looked_for(ApiHost host)
{
    [Fact]
    public async Task A_list_shows_what_the_refund_itself_says()
    {
        var order = await host.Http.Bought((Calls.DemoSku, 1));
        var claim = await host.Http.Complained((string)order["id"]!, "deliveryIssue", (Calls.DemoSku, 1, "damaged"));
        var refund = await host.Http.Refunded(claim);
        var listed = (await List("status=completed")).Single(item => (string)item["id"]! == claim);
        Assert.Equal(WithoutTimes(refund), WithoutTimes(listed));
        Assert.Equal(Times(refund), Times(listed));
        Assert.DoesNotContain(await List("status=failed"), item => (string)item["id"]! == claim);
    }

    [Fact]
    public async Task They_are_found_by_when_they_were_asked_for()
    {
        var order = (string)(await host.Http.Bought((Calls.DemoSku, 1)))["id"]!;
        await host.Http.Post($"/api/v1/orders/{order}/cancel", new { reason = "Changed my mind." });
        var refund = await host.Http.RefundEnded(order);
        var at = DateTimeOffset.Parse((string)refund["steps"]![0]!["at"]!, null);
        var (before, after) = (at.AddMinutes(-1).ToString("O"), at.AddMinutes(1).ToString("O"));
        Assert.True(Has(await List($"from={before}&to={after}"), order));
        Assert.False(Has(await List($"to={before}"), order));
        Assert.False(Has(await List($"from={after}"), order));
    }

    [Fact]
    public async Task A_cancelled_order_says_so_in_the_list_of_orders()
    {
        var customer = $"c-{Guid.NewGuid():n}";
        var order = await host.Http.Ordered(customerId: customer);
        var cancelled = await host.Http.Post($"/api/v1/orders/{order}/cancel", new { reason = "Changed my mind." });
        Assert.Equal(200, cancelled.Status);
        await host.Http.RefundEnded(order);
        var listed = Assert.Single(await Items($"/api/v1/orders?customerId={customer}&status=completed"));
        Assert.Equal(("cancelled", "completed"), ((string)listed["fulfilment"]!, (string)listed["status"]!));
        var current = (await host.Http.Get($"/api/v1/orders/{order}")).Json;
        Assert.Equal((string)current["fulfilment"]!, (string)listed["fulfilment"]!);
        Assert.Equal((long)current["version"]!, (long)listed["version"]!);
    }

    [Fact]
    public async Task Another_tenant_sees_none_of_them()
    {
        var order = (string)(await host.Http.Bought((Calls.DemoSku, 1)))["id"]!;
        await host.Http.Post($"/api/v1/orders/{order}/cancel", new { reason = "Changed my mind." });
        Assert.True(Has(await List(""), order));
        Assert.False(Has(await Items("/api/v1/refunds?limit=200", ApiHost.OtherTenantsKey), order));
    }

    [Theory]
    [InlineData("status=none")]
    [InlineData("from=yesterday")]
    [InlineData("to=2026-13-01")]
    [InlineData("cursor=nonsense")]
    public async Task What_makes_no_sense_is_400(string query) =>
        (await host.Http.Get("/api/v1/refunds?" + query)).AssertProblem(400, "validation");

    private Task<JsonNode[]> List(string query) => Items($"/api/v1/refunds?limit=200&{query}");

    /// <summary>As it is now, whatever the read model still has to catch up with.</summary>
    private async Task<JsonNode[]> Items(string path, string key = Calls.Store)
    {
        var position = JournalPosition.Write(await host.Head());
        var reply = await host.Http.Get(path, key, (JournalPosition.ConditionHeader, position));
        Assert.Equal(200, reply.Status);
        return [.. reply.Json["items"]!.AsArray().Select(item => item!)];
    }

    private static bool Has(JsonNode[] items, string id) => items.Any(item => (string)item["id"]! == id);

    private static string WithoutTimes(JsonNode refund)
    {
        var copy = refund.DeepClone();
        foreach (var step in copy["steps"]!.AsArray())
            step!.AsObject().Remove("at");
        return copy.ToJsonString();
    }

    // A read model keeps microseconds.
    private static IEnumerable<string> Times(JsonNode refund) => refund["steps"]!.AsArray().Select(
        step => DateTimeOffset.Parse((string)step!["at"]!, null).ToString("yyyy-MM-ddTHH:mm:ss.ffffff", null));
}
