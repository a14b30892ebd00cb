using System.Text.Json.Nodes;
using PosSaga.Api;

namespace PosSaga.Tests.Api;

/// <summary>Every example of the document is sent to a system of its own with demo data, and answers as documented: the
/// status, the shape to the last field, the headers, and what does not hang on the clock.</summary>
public sealed class Examples_answer_as_documented(ApiHost host) : IClassFixture<ApiHost>
{
    // The order of a shop's day. What only prepares an example stands as a method call.
    private static readonly string[] Day =
    [
        "getMail", "listMail",
        "openCart", "setCartItem", "getCart", "removeCartItem", "abandonCart", "placeOrder", "getOrder", "listOrders",
        "getPayment", "getOrderTimeline", "getTimeline", "cancelOrder", "createClaim", "getClaim", "assignClaim",
        "startClaim", "resolveClaim", "closeClaim", "reopenClaim", "previewRefund", "refundClaim", "getRefund",
        "listRefunds", "listRefundGroups", "actOnRefunds", "getRefundAction",
        "withdrawClaim", "listClaims", "getClaimStats", "listClaimEvents", "listNotifications",
        "shipOrder",
        "deliverOrder", "listStores", "listRegisters", "putRegister", "openShift", "sell", "getSale", "getReceipt",
        "listSales", "getShift", "voidSale", "moveCash", "closeShift",
        "listZReports", "listStock", "getStock", "receiveStock", "adjustStock", "listProducts",
        "getProduct", "addProduct", "replaceProduct", "changeProduct", "listSagas", "listSagaGroups",
        "actOnSagas", "getSagaAction", "listAuditEntries", "verifyJournal", "listSignedHeads",
        "getSignedHeadsKey", "listProjections", "listDeadLetters",
        "getLiveness", "getReadiness", "getMetrics",
        "issueApiKey", "listApiKeys", "getApiKey", "withdrawApiKey", "putTenant",
        "rebuildProjection", "simulateFaults", "simulatePayments",
    ];

    // They need something that has gone wrong; nothing has.
    private static readonly string[] Repairs =
    [
        "retryOrder", "compensateOrder", "resolveOrder", "redriveDeadLetter", "discardDeadLetter", "retryRefund",
        "retrySale", "compensateSale", "resolveSale",
        "resolveRefund",
    ];

    // Compared with the example, field by field.
    private static readonly string[] Same =
    [
        "openCart", "setCartItem", "getCart", "removeCartItem", "abandonCart", "placeOrder", "getOrder", "getPayment",
        "cancelOrder", "createClaim", "getClaim", "previewRefund", "refundClaim", "getProduct", "addProduct",
        "replaceProduct", "changeProduct", "putRegister", "sell", "getSale", "voidSale",
    ];

    private static readonly string[] Headers =
        ["ETag", "Location", "Idempotent-Replayed", "X-Journal-Position", "Preference-Applied"];

    private string? _position;

    [Fact] public async Task In_the_order_of_a_day()
    {
        var routes = (await Routes.Of(host)).ToDictionary(route => route.Id, StringComparer.Ordinal);
        Assert.Equal(routes.Keys.Order(), Day.Concat(Repairs).Order());
        foreach (var id in Day)
        {
            await Prepare(id);
            Check(routes[id], await Send(routes[id]));
        }
        foreach (var id in Repairs)
            Assert.Contains((await Send(routes[id])).Status, (int[])[404, 409]);
    }

    private async Task Prepare(string id)
    {
        switch (id)
        {
            case "abandonCart":
                await Cart(Examples.OtherCartKey);
                break;
            case "placeOrder":
                await Put(Examples.Cart);
                break;
            case "cancelOrder":
                var cart = await Cart("another-cart");
                await Put(cart);
                var order = Calls.OrderOf(cart);
                Assert.Equal(201, (await Post("/api/v1/orders", order, Examples.OtherOrderKey)).Status);
                break;
            case "deliverOrder":
                // What the example before has left in the store.
                Assert.Equal(200, (await host.Http.Post($"/api/v1/orders/{Examples.Order}/ship", null)).Status);
                break;
            case "withdrawClaim":
                var claim = new { customerId = "ana", type = "serviceComplaint", description = "Nobody answers." };
                Assert.Equal(201, (await Post("/api/v1/claims", claim, Examples.OtherClaimKey)).Status);
                break;
            case "previewRefund":
                foreach (var command in (string[])["start", "resolve"])
                    Assert.Equal(200, (await host.Http.Tell(Examples.Claim, command)).Status);
                break;
        }
    }

    private async Task<Reply> Send(ApiRoute route)
    {
        var (path, query, headers) = (route.Path, "", new List<(string, string)>());
        foreach (var parameter in route.Parameters)
        {
            var (name, place, example) =
                ((string)parameter["name"]!, (string)parameter["in"]!, (string?)parameter["example"]?.ToString());
            if (place == "path")
                path = path.Replace($"{{{name}}}", example, StringComparison.Ordinal);
            else if (place == "query" && (bool?)parameter["required"] == true)
                query = $"?{name}={example}";
            else if (name == "Idempotency-Key" && example is not null)
                headers.Add((name, example));
            else if (name == "If-Journal-Position" && _position is not null)
                headers.Add((name, _position));
        }
        var reply = await host.Http.Call(
            new HttpMethod(route.Method), path + query, route.BodyExample?.ToJsonString(), route.Key,
            [.. headers]);
        _position = reply.Header("X-Journal-Position") ?? _position;
        return reply;
    }

    private static void Check(ApiRoute route, Reply reply)
    {
        Assert.True(
            reply.Status < 300 && route.Statuses.Contains(reply.Status), $"{route.Id}: {reply.Status} {reply.Text}");
        var response = route.Operation["responses"]![$"{reply.Status}"]!;
        foreach (var header in Headers)
            Assert.True(
                reply.Header(header) is null || response["headers"]?[header] is not null,
                $"{route.Id} answers an undocumented {header}");
        if (response["content"]?["application/json"] is not { } content)
            return;
        Assert.Empty(new JsonShape(route.Document).Faults(reply.Json, content["schema"]!)
            .Select(fault => $"{route.Id}: {fault}"));
        if (Same.Contains(route.Id))
            AssertSame(content["example"], reply.Json, route.Id);
    }

    private static void AssertSame(JsonNode? example, JsonNode? actual, string path)
    {
        switch (example, actual)
        {
            case (JsonObject members, JsonObject present):
                foreach (var (name, member) in members.Where(member => !OfTheClock(member.Key)))
                    AssertSame(member, present[name], $"{path}.{name}");
                break;
            case (JsonArray items, JsonArray present) when items.Count == present.Count:
                for (var i = 0; i < items.Count; i++)
                    AssertSame(items[i], present[i], $"{path}[{i}]");
                break;
            default:
                Assert.True(
                    JsonNode.DeepEquals(example, actual),
                    $"{path} is {actual?.ToJsonString() ?? "null"}, not {example?.ToJsonString() ?? "null"}");
                break;
        }
    }

    private static bool OfTheClock(string name) =>
        name is "version" or "position" or "text" || name.EndsWith("At", StringComparison.Ordinal);

    private async Task<string> Cart(string key) =>
        (string)(await Post("/api/v1/carts", new { storeId = "1", customerId = "ana" }, key)).Json["id"]!;

    private async Task Put(string cart) => Assert.Equal(
        200, (await host.Http.Put($"/api/v1/carts/{cart}/items/{Examples.Sku}", new { quantity = 2 })).Status);

    private Task<Reply> Post(string path, object body, string key) =>
        host.Http.Post(path, body, Calls.Store, ("Idempotency-Key", key));
}
