using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_a_key_is_used_again(ApiHost host)
{
    private readonly (string, string) _key = ("Idempotency-Key", Guid.NewGuid().ToString());

    [Fact]
    public async Task A_cart_is_answered_as_it_was_first_answered()
    {
        var first = await host.Http.Post("/api/v1/carts", new { storeId = "1" }, Calls.Store, _key);
        var id = (string)first.Json["id"]!;
        await host.Http.Put($"/api/v1/carts/{id}/items/{Calls.DemoSku}", new { quantity = 2 });

        var again = await host.Http.Post("/api/v1/carts", """{ "storeId" : "1" }""", Calls.Store, _key);

        Assert.Equal((201, first.Text), (again.Status, again.Text));
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Null(first.Header("Idempotent-Replayed"));
        Assert.Equal($"/api/v1/carts/{id}", again.Header("Location"));
    }

    [PublicReport("jcagarcia/grape-idempotency#13")]
    [PublicReport("josipmusa/idempotency4j#12")]
    [Fact]
    public async Task Another_body_is_a_mistake()
    {
        await host.Http.Post("/api/v1/carts", new { storeId = "1" }, Calls.Store, _key);

        (await host.Http.Post("/api/v1/carts", new { storeId = "2" }, Calls.Store, _key))
            .AssertProblem(422, "idempotency-key-reused");
    }

    [PublicReport("own-pay/OwnPay#280")]
    [Fact]
    public async Task Ten_at_once_make_one_order()
    {
        var body = Calls.OrderOf(await host.Http.FilledCart());

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            host.Http.Post("/api/v1/orders", body, Calls.Store, _key, ("Prefer", "wait=30"))));

        Assert.All(replies, reply => Assert.Equal(201, reply.Status));
        Assert.Single(replies.Select(reply => reply.Text).Distinct());
        Assert.Equal(9, replies.Count(reply => reply.Header("Idempotent-Replayed") == "true"));
        Assert.All(replies, reply => Assert.Equal("wait=30", reply.Header("Preference-Applied")));
    }

    [Fact]
    public async Task A_completed_order_is_answered_the_same_after_it_was_shipped()
    {
        var body = Calls.OrderOf(await host.Http.FilledCart());
        var first = await host.Http.Post("/api/v1/orders", body, Calls.Store, _key);
        Assert.Equal(201, first.Status);
        Assert.Equal("confirmed", (string?)first.Json["fulfilment"]);
        var shipped = await host.Http.Post($"/api/v1/orders/{first.Json["id"]}/ship", null);
        Assert.Equal((200, "shipped"), (shipped.Status, (string?)shipped.Json["fulfilment"]));

        var again = await host.Http.Post("/api/v1/orders", body, Calls.Store, _key);

        Assert.Equal((201, first.Text), (again.Status, again.Text));
    }

    [PublicReport("ietf-wg-httpapi/idempotency#3")]
    [Fact]
    public async Task A_declined_payment_is_declined_again()
    {
        var body = Calls.OrderOf(await host.Http.FilledCart(), "tok_declined");
        var first = await host.Http.Post("/api/v1/orders", body, Calls.Store, _key);
        first.AssertProblem(402, "payment-declined");
        Assert.False(string.IsNullOrEmpty((string?)first.Json["orderId"]));
        Assert.False(string.IsNullOrEmpty((string?)first.Json["reason"]));

        var again = await host.Http.Post("/api/v1/orders", body, Calls.Store, _key);

        again.AssertProblem(402, "payment-declined");
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(WithoutTrace(first), WithoutTrace(again));
    }

    [Fact]
    public async Task While_the_work_goes_on_the_answer_is_202()
    {
        var body = Calls.OrderOf(await host.Http.FilledCart(), "tok_flaky");
        var first = await host.Http.Post("/api/v1/orders", body, Calls.Store, _key, ("Prefer", "wait=0"));
        Assert.Equal(202, first.Status);

        var end = await host.Http.Post("/api/v1/orders", body, Calls.Store, _key, ("Prefer", "wait=30"));

        Assert.Equal(201, end.Status);
        Assert.Equal(first.Header("Location"), end.Header("Location"));
    }

    [Fact]
    public async Task Received_stock_is_received_once()
    {
        var path = $"/api/v1/stores/3/stock/{Calls.DemoSku}/receive";
        var body = new { quantity = 5, reference = "PO-1" };
        var first = await host.Http.Post(path, body, Calls.Store, _key);
        await host.Http.Post(path, body);

        var again = await host.Http.Post(path, body, Calls.Store, _key);

        Assert.Equal((200, first.Text), (again.Status, again.Text));
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        (await host.Http.Post(path, new { quantity = 6, reference = "PO-1" }, Calls.Store, _key))
            .AssertProblem(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_product_is_added_once()
    {
        var body = new { name = "Sirop", category = "Alimentation", price = new { amount = 999, currency = "CAD" } };
        var first = await host.Http.Post("/api/v1/products", body, Calls.Admin, _key);
        var again = await host.Http.Post("/api/v1/products", body, Calls.Admin, _key);

        Assert.Equal((201, first.Text), (again.Status, again.Text));
        (await host.Http.Post("/api/v1/products", body with { name = "Sirop d'érable" }, Calls.Admin, _key))
            .AssertProblem(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_sku_that_is_there_is_a_conflict_under_another_key()
    {
        var body = new
        {
            sku = "sirop-" + Guid.NewGuid().ToString("N")[..8], name = "Sirop", category = "Alimentation",
            price = new { amount = 999, currency = "CAD" },
        };
        Assert.Equal(201, (await host.Http.Post("/api/v1/products", body, Calls.Admin)).Status);

        (await host.Http.Post("/api/v1/products", body, Calls.Admin)).AssertProblem(409, "conflict");
    }

    [Fact]
    public async Task A_key_that_added_one_sku_does_not_add_another()
    {
        var (one, other) = ("sirop-" + Guid.NewGuid().ToString("N")[..8], "miel-" + Guid.NewGuid().ToString("N")[..8]);
        var price = new { amount = 999, currency = "CAD" };
        var body = new { sku = one, name = "Sirop", category = "Alimentation", price };
        Assert.Equal(201, (await host.Http.Post("/api/v1/products", body, Calls.Admin, _key)).Status);

        (await host.Http.Post("/api/v1/products", body with { sku = other }, Calls.Admin, _key))
            .AssertProblem(422, "idempotency-key-reused");
        (await host.Http.Post("/api/v1/products", body with { name = "Miel" }, Calls.Admin, _key))
            .AssertProblem(422, "idempotency-key-reused");
        Assert.Equal(404, (await host.Http.Get($"/api/v1/products/{other}")).Status);
        Assert.Equal(201, (await host.Http.Post("/api/v1/products", body, Calls.Admin, _key)).Status);
    }

    [Fact]
    public async Task A_claim_that_was_not_closed_under_a_key_is_never_closed_under_it()
    {
        var claim = await host.Http.Claimed();
        var refused = await host.Http.Tell(claim, "close", _key);
        refused.AssertProblem(409, "invalid-state");
        await host.Http.Resolve(claim);

        var again = await host.Http.Tell(claim, "close", _key);

        again.AssertProblem(409, "invalid-state");
        Assert.Equal((null, "true"), (refused.Header("Idempotent-Replayed"), again.Header("Idempotent-Replayed")));
        Assert.Equal(WithoutTrace(refused), WithoutTrace(again));
        Assert.Equal(200, (await host.Http.Tell(claim, "close")).Status);
    }

    [Fact]
    public async Task Stock_that_was_not_there_under_a_key_is_never_taken_under_it()
    {
        var stock = $"/api/v1/stores/2/stock/{Calls.DemoSku}";
        var body = new { delta = -1_000, reason = "count" };
        (await host.Http.Post(stock + "/adjust", body, Calls.Store, _key)).AssertProblem(409, "conflict");
        await host.Http.Post(stock + "/receive", new { quantity = 1_000, reference = "PO-8" });

        var again = await host.Http.Post(stock + "/adjust", body, Calls.Store, _key);

        again.AssertProblem(409, "conflict");
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        (await host.Http.Post(stock + "/adjust", body with { delta = -1 }, Calls.Store, _key))
            .AssertProblem(422, "idempotency-key-reused");
        Assert.Equal(200, (await host.Http.Post(stock + "/adjust", body, Calls.Store)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    public async Task A_key_is_printable_and_not_too_long(string key)
    {
        if (key.Length == 0)
            key = new string('k', 256);
        (await host.Http.Post("/api/v1/carts", new { storeId = "1" }, Calls.Store, ("Idempotency-Key", key)))
            .AssertProblem(400, "validation");
    }

    private static string WithoutTrace(Reply reply)
    {
        var problem = reply.Json.AsObject();
        problem.Remove("traceId");
        return problem.ToJsonString();
    }
}
