using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PosSaga.Tests.Api;

/// <summary>A refusal says what would have been right.</summary>
[Collection(ApiCollection.Name)]
public sealed partial class When_words_are_not_understood(ApiHost host)
{
    [Fact] public async Task An_unknown_query_parameter_is_400_on_every_route_and_the_known_ones_are_named()
    {
        foreach (var route in (await Routes.Of(host)).Where(r => r.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var reply = await host.Http.Call(
                new HttpMethod(route.Method), Routes.Fill(route.Path, "1") + "?customer=ana", null, route.Key);
            reply.AssertProblem(400, "validation");
            var said = (string)reply.Json["errors"]!["customer"]![0]!;
            foreach (var known in route.Parameters.Where(p => (string?)p["in"] == "query"))
                Assert.Contains((string)known["name"]!, said, StringComparison.Ordinal);
        }
        (await host.Http.Get("/api/v1/orders?storeID=1")).AssertProblem(400, "validation");
    }

    [Fact] public async Task What_is_not_found_is_named_on_every_route()
    {
        foreach (var route in (await Routes.Of(host)).Where(
            r => r.Method != "DELETE" && r.Path.Contains('{', StringComparison.Ordinal)
                && !r.Path.EndsWith("/rebuild", StringComparison.Ordinal)
                && !r.Path.Contains("/tenants/", StringComparison.Ordinal)))
        {
            var reply = await host.Http.Call(
                new HttpMethod(route.Method), Routes.Fill(route.Path, "no-such-thing"),
                route.BodyExample?.ToJsonString(), Calls.Admin);
            if (reply.Status != 404)
                continue;
            Assert.Contains("no-such-thing", (string)reply.Json["detail"]!, StringComparison.Ordinal);
            Assert.EndsWith("-not-found", (string)reply.Json["code"]!, StringComparison.Ordinal);
        }
        var cart = await host.Http.Get("/api/v1/carts/no-such-cart");
        Assert.Equal("There is no cart no-such-cart.", (string?)cart.Json["detail"]);
        Assert.Contains("/api/v1/nothing", (await host.Http.Get("/api/v1/nothing")).Text, StringComparison.Ordinal);
    }

    [Fact] public async Task A_cursor_belongs_to_its_list_and_its_filters()
    {
        for (var i = 0; i < 2; i++)
            await host.Http.Ordered();
        await Eventually.Is(async () => await Cursor("/api/v1/orders?limit=1") is not null, "two orders in the list");
        var cursor = (await Cursor("/api/v1/orders?limit=1"))!;

        Assert.Equal(200, (await host.Http.Get($"/api/v1/orders?limit=7&cursor={cursor}")).Status);
        foreach (var other in (string[])["claims?", "refunds?", "orders?storeId=1&", "sagas?"])
            (await host.Http.Get($"/api/v1/{other}cursor={cursor}", Calls.Admin)).AssertProblem(400, "validation");
    }

    [Fact] public async Task An_enum_in_a_body_lists_its_values()
    {
        var reply = await host.Http.Post(
            "/api/v1/orders", """{"cartId":"c","payment":{"method":"cheque","token":"tok_ok"}}""");
        Assert.Equal(
            "must be one of cash, creditCard, debitCard, mobilePayment",
            (string?)reply.Json["errors"]!["payment.method"]![0]);
    }

    [Theory, InlineData("."), InlineData("..")]
    public async Task An_id_that_no_path_can_hold_is_none(string sku)
    {
        var body = new { sku, name = "Sirop", category = "A", price = new { amount = 999, currency = "CAD" } };
        (await host.Http.Post("/api/v1/products", body, Calls.Admin)).AssertProblem(400, "validation");
    }

    [Theory, InlineData(100_000_000, 201), InlineData(100_000_001, 400)]
    public async Task A_price_has_one_limit(int amount, int status)
    {
        var body = new { name = "Yacht", category = "A", price = new { amount, currency = "CAD" } };
        var reply = await host.Http.Post("/api/v1/products", body, Calls.Admin);
        Assert.Equal(status, reply.Status);
        if (status == 400)
            Assert.Equal("must be 0 to 100000000", (string?)reply.Json["errors"]!["price.amount"]![0]);
    }

    [Fact] public async Task An_order_that_is_not_confirmed_says_so()
    {
        var failed = await host.Http.Post(
            "/api/v1/orders", Calls.OrderOf(await host.Http.FilledCart(), "tok_declined"));
        var cancelled = await host.Http.Post(
            $"/api/v1/orders/{failed.Json["orderId"]}/cancel", new { reason = "changed my mind" });
        cancelled.AssertProblem(409, "invalid-state");
        Assert.Equal("order-not-confirmed", (string?)cancelled.Json["code"]);
    }

    [Fact] public async Task Timestamps_are_alike_by_id_and_in_lists()
    {
        var id = await host.Http.Ordered();
        var one = await host.Http.Get($"/api/v1/orders/{id}");
        JsonNode? listed = null;
        await Eventually.Is(
            async () =>
            {
                listed = (await host.Http.Get("/api/v1/orders?limit=200")).Json["items"]!.AsArray()
                    .SingleOrDefault(order => (string?)order!["id"] == id);
                return (long?)listed?["version"] == (long?)one.Json["version"];
            },
            "the order in the list, as it is by id");

        Assert.Matches(ToTheMicrosecond(), (string)one.Json["createdAt"]!);
        Assert.Equal((string?)one.Json["createdAt"], (string?)listed!["createdAt"]);
        Assert.Equal((string?)one.Json["updatedAt"], (string?)listed["updatedAt"]);
    }

    [Theory]
    [InlineData("2026-01-31", "2026-01-31T05:00:00Z")]
    [InlineData("2026-07-01", "2026-07-01T04:00:00Z")]
    [InlineData("2026-11-01", "2026-11-01T04:00:00Z")]
    [InlineData("2026-11-02", "2026-11-02T05:00:00Z")]
    public void A_day_begins_where_the_stores_are(string day, string instant)
    {
        Assert.True(PosSaga.Api.Instants.TryParse(day, out var begins));
        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), begins);
    }

    private async Task<string?> Cursor(string path) => (string?)(await host.Http.Get(path)).Json["nextCursor"];

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
    private static partial Regex ToTheMicrosecond();
}
