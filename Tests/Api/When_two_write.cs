namespace PosSaga.Tests.Api;

/// <summary>Whoever saw an old version changes nothing; whoever sends a request again, in whatever spelling, does it
/// once.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_two_write(ApiHost host)
{
    private readonly (string, string) _key = ("Idempotency-Key", Guid.NewGuid().ToString());

    [Fact] public async Task A_cart_that_was_changed_is_not_changed_by_who_saw_the_old_one()
    {
        var cart = $"/api/v1/carts/{await host.Http.FilledCart()}";
        var item = $"{cart}/items/{Calls.DemoSku}";
        var seen = ("If-Match", (await host.Http.Get(cart)).Header("ETag")!);
        Assert.Equal(200, (await host.Http.Put(item, new { quantity = 2 }, Calls.Store, seen)).Status);

        var stale = await host.Http.Put(item, new { quantity = 3 }, Calls.Store, seen);

        stale.AssertProblem(412, "precondition-failed");
        Assert.Equal(
            ("cart-changed", "The cart was changed. If-Match asks for \"2\"; the version is \"3\"."),
            ((string?)stale.Json["code"], (string?)stale.Json["detail"]));
        foreach (var deleted in (string[])[item, cart])
            (await host.Http.Call(HttpMethod.Delete, deleted, null, Calls.Store, seen))
                .AssertProblem(412, "precondition-failed");
        Assert.Equal(2, (int)(await host.Http.Get(cart)).Json["lines"]![0]!["quantity"]!);
        Assert.Equal(
            200, (await host.Http.Put(item, new { quantity = 3 }, Calls.Store, ("If-Match", "\"1\", \"3\""))).Status);
    }

    [Fact] public async Task Stock_that_moved_is_not_adjusted()
    {
        var stock = $"/api/v1/stores/5/stock/{Calls.DemoSku}";
        var seen = ("If-Match", (await host.Http.Get(stock)).Header("ETag")!);
        var received = new { quantity = 3, reference = "PO-7" };
        Assert.Equal(200, (await host.Http.Post(stock + "/receive", received, Calls.Store, seen)).Status);

        (await host.Http.Post(stock + "/receive", received, Calls.Store, seen))
            .AssertProblem(412, "precondition-failed");
        (await host.Http.Post(stock + "/adjust", new { delta = -1, reason = "broken" }, Calls.Store, seen))
            .AssertProblem(412, "precondition-failed");
    }

    [Fact] public async Task An_order_is_shipped_delivered_and_cancelled_in_the_version_that_was_seen()
    {
        var order = $"/api/v1/orders/{await host.Http.Ordered()}";
        var seen = ("If-Match", (await host.Http.Get(order)).Header("ETag")!);

        var shipped = await host.Http.Post(order + "/ship", null, Calls.Store, seen);

        Assert.Equal(200, shipped.Status);
        (await host.Http.Post(order + "/deliver", null, Calls.Store, seen)).AssertProblem(412, "precondition-failed");
        (await host.Http.Post(order + "/cancel", new { reason = "late" }, Calls.Store, seen))
            .AssertProblem(412, "precondition-failed");
        (await host.Http.Post(order + "/retry", new { reason = "late" }, Calls.Ops, seen))
            .AssertProblem(412, "precondition-failed");
        var present = ("If-Match", shipped.Header("ETag")!);
        (await host.Http.Post(order + "/retry", new { reason = "late" }, Calls.Ops, present))
            .AssertProblem(409, "invalid-state");
        Assert.Equal(200, (await host.Http.Post(order + "/deliver", null, Calls.Store, present)).Status);
    }

    [Fact] public async Task A_product_changes_the_fields_that_are_named()
    {
        var product = $"/api/v1/products/{await Added()}";
        var seen = ("If-Match", (await host.Http.Get(product)).Header("ETag")!);
        var price = new { price = new { amount = 1_099, currency = "CAD" } };
        var retired = await host.Http.Call(HttpMethod.Patch, product, new { active = false }, Calls.Admin);
        Assert.Equal(200, retired.Status);

        (await host.Http.Call(HttpMethod.Patch, product, price, Calls.Admin, seen))
            .AssertProblem(412, "precondition-failed");
        var changed = await host.Http.Call(HttpMethod.Patch, product, price, Calls.Admin);

        Assert.Equal((200, "\"3\""), (changed.Status, changed.Header("ETag")));
        Assert.Equal((false, 1_099), ((bool)changed.Json["active"]!, (int)changed.Json["price"]!["amount"]!));
        (await host.Http.Call(HttpMethod.Patch, product, "{}", Calls.Admin)).AssertProblem(400, "validation");
        (await host.Http.Call(HttpMethod.Patch, product + "x", price, Calls.Admin)).AssertProblem(404, "not-found");
    }

    [Fact] public async Task Of_two_who_put_with_one_tag_one_is_412()
    {
        var product = $"/api/v1/products/{await Added()}";
        var body = new { name = "Sirop", category = "Alimentation", price = new { amount = 1_099, currency = "CAD" } };

        var first = await host.Http.Put(product, body, Calls.Admin, ("If-Match", "\"1\""));
        var second = await host.Http.Put(product, body, Calls.Admin, ("If-Match", "\"1\""));

        Assert.Equal(200, first.Status);
        second.AssertProblem(412, "precondition-failed");
    }

    [Fact] public async Task A_key_belongs_to_the_route_and_not_to_its_spelling()
    {
        var body = Calls.OrderOf(await host.Http.FilledCart());
        var first = await host.Http.Post("/api/v1/orders", body, Calls.Store, _key);
        var again = await host.Http.Post("/api/v1/Orders/", body, Calls.Store, _key);
        Assert.Equal((201, first.Text, "true"), (again.Status, again.Text, again.Header("Idempotent-Replayed")));

        var received = new { quantity = 5, reference = "PO-9" };
        var once = await host.Http.Post($"/api/v1/stores/4/stock/{Calls.DemoSku}/receive", received, Calls.Store, _key);
        var twice = await host.Http.Post(
            $"/API/v1/Stores/4/Stock/{Calls.DemoSku}/Receive", received, Calls.Store, _key);
        Assert.Equal((200, once.Text), (twice.Status, twice.Text));
        Assert.Equal("true", twice.Header("Idempotent-Replayed"));
    }

    private async Task<string> Added()
    {
        var body = new { name = "Sirop", category = "Alimentation", price = new { amount = 999, currency = "CAD" } };
        return (string)(await host.Http.Post("/api/v1/products", body, Calls.Admin)).Json["sku"]!;
    }
}
