using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

/// <summary>Shipped and cancelled by lines and pieces.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_an_order_goes_in_parts(ApiHost host)
{
    [Theory]
    [InlineData("ship", """{"lines":[null]}""")]
    [InlineData("ship", """{"lines":[{"sku":"CAFE"}]}""")]
    [InlineData("ship", """{"lines":[{"sku":"CAFE","quantity":0}]}""")]
    [InlineData("ship", """{"lines":[{"sku":"CAFE","quantity":-1}]}""")]
    [InlineData("ship", """{"lines":[{"sku":"CAFE","quantity":1000}]}""")]
    [InlineData("ship", """{"lines":[{"sku":"","quantity":1}]}""")]
    [InlineData("ship", """{"carrier":""}""")]
    [InlineData("ship", """{"tracking":"a\u0007"}""")]
    [InlineData("ship", """{"pieces":1}""")]
    [InlineData("cancel", """{"lines":[{"sku":"CAFE","quantity":1}]}""")]
    [InlineData("cancel", """{"reason":"x","lines":[{"sku":"CAFE","quantity":"1"}]}""")]
    public async Task Words_that_make_no_sense_are_400_and_change_nothing(string what, string body)
    {
        var id = await Bought((Calls.DemoSku, 2));
        (await host.Http.Post($"/api/v1/orders/{id}/{what}", body)).AssertProblem(400, "validation");
        await IsUntouched(id);
    }

    [Theory]
    [InlineData("ship", "order-lines-empty")]
    [InlineData("cancel", "order-lines-empty")]
    [InlineData("ship", "order-line-not-in-order", "NOT-BOUGHT", 1)]
    [InlineData("cancel", "order-line-not-in-order", "NOT-BOUGHT", 1)]
    [InlineData("ship", "order-line-too-many-to-ship", Calls.DemoSku, 3)]
    [InlineData("cancel", "order-line-too-many-to-cancel", Calls.DemoSku, 3)]
    public async Task Lines_that_do_not_fit_are_422_and_change_nothing(
        string what, string code, string? sku = null, int quantity = 0)
    {
        var id = await Bought((Calls.DemoSku, 2));
        var refused = sku is null ? await Post(id, what) : await Post(id, what, (sku, quantity));
        refused.AssertProblem(422, "order-invalid");
        Assert.Equal(code, (string?)refused.Json["code"]);
        await IsUntouched(id);
    }

    [Fact] public async Task Who_may_not_is_403_and_who_does_not_know_it_404()
    {
        var id = await Bought((Calls.DemoSku, 2));
        foreach (var what in new[] { "ship", "cancel" })
        {
            var body = new { reason = "x", lines = Lines((Calls.DemoSku, 1)) };
            var ship = new { lines = Lines((Calls.DemoSku, 1)) };
            foreach (var key in new[] { "demo-agent", "demo-auditor", "demo-ops" })
                (await host.Http.Post($"/api/v1/orders/{id}/{what}", what == "ship" ? ship : body, key))
                    .AssertProblem(403, "forbidden");
            (await host.Http.Post($"/api/v1/orders/{id}/{what}", what == "ship" ? ship : body, ApiHost.OtherTenantsKey))
                .AssertProblem(404, "not-found");
        }

        await IsUntouched(id);
    }

    [Fact] public async Task Shipments_are_in_the_answer_and_in_the_timeline()
    {
        var id = await Bought((Calls.DemoSku, 3));
        var shipped = await host.Http.Post(
            $"/api/v1/orders/{id}/ship",
            new { lines = Lines((Calls.DemoSku, 2)), carrier = "Postes Canada", tracking = "7035114477138472" });
        Assert.Equal((200, "partlyShipped", 2, 0), (
            shipped.Status, (string)shipped.Json["fulfilment"]!, (int)shipped.Json["lines"]![0]!["shipped"]!,
            (int)shipped.Json["lines"]![0]!["cancelled"]!));
        var shipment = Assert.Single(shipped.Json["shipments"]!.AsArray())!;
        Assert.Equal(("Postes Canada", "7035114477138472", Calls.DemoSku, 2), (
            (string)shipment["carrier"]!, (string)shipment["tracking"]!, (string)shipment["lines"]![0]!["sku"]!,
            (int)shipment["lines"]![0]!["quantity"]!));
        Assert.True((DateTimeOffset)shipment["at"]! > DateTimeOffset.UtcNow.AddMinutes(-5));
        (await Post(id, "deliver")).AssertProblem(409, "invalid-state");

        var rest = await host.Http.Post($"/api/v1/orders/{id}/ship", null);
        Assert.Equal((200, "shipped", 2), (
            rest.Status, (string)rest.Json["fulfilment"]!, rest.Json["shipments"]!.AsArray().Count));
        Assert.Equal("delivered", (string?)(await Post(id, "deliver")).Json["fulfilment"]);
        (await Post(id, "ship", (Calls.DemoSku, 1))).AssertProblem(409, "invalid-state");

        var position = rest.Header("X-Journal-Position")!;
        var timeline = await host.Http.Get(
            $"/api/v1/orders/{id}/timeline", Calls.Store, ("If-Journal-Position", position));
        Assert.Equal(2, timeline.Json["entries"]!.AsArray().Count(
            entry => (string?)entry!["event"] == "order.pieces-shipped/1"));
    }

    [Fact] public async Task Parts_are_refunded_one_by_one_and_together_they_are_all_that_was_paid()
    {
        var (first, second) = (await host.Http.Product(1299), await host.Http.Product(333));
        var order = await host.Http.Bought((first, 3), (second, 2));
        var id = (string)order["id"]!;
        Assert.Equal("partlyCancelled", (string?)(await Post(id, "cancel", (first, 2))).Json["fulfilment"]);
        var later = await Post(id, "cancel", (second, 1));
        Assert.Equal(id + ".2", (string?)later.Json["refund"]!["id"]);
        // From the first moment on, also where its own record has not heard of it yet.
        var asked = (await host.Http.Get($"/api/v1/refunds/{id}.2")).Json;
        Assert.Equal((id + ".2", id, "requested"), (
            (string)asked["id"]!, (string)asked["orderId"]!, asked.Steps().First()));
        var last = await host.Http.Post($"/api/v1/orders/{id}/cancel", new { reason = "all of it" });
        Assert.Equal((200, "cancelled"), (last.Status, (string)last.Json["fulfilment"]!));

        Assert.Equal((2598, 0, 389, 2987), (await host.Http.RefundEnded(id)).Amounts());
        Assert.Equal((333, 0, 50, 383), (await host.Http.RefundEnded(id + ".2")).Amounts());
        var end = await host.Http.RefundEnded(id + ".3");
        Assert.Equal((string)asked["steps"]![0]!["at"]!,
            (string)(await host.Http.Get($"/api/v1/refunds/{id}.2")).Json["steps"]![0]!["at"]!);
        Assert.Equal("completed", (string?)end["status"]);
        var (captured, refunded, reserved, refundable) = await host.Http.PaymentOf(order);
        Assert.Equal((captured, 0, 0), (refunded, reserved, refundable));
        Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(first));
        Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(second));
    }

    [Fact] public async Task Under_its_key_a_part_is_shipped_and_cancelled_once()
    {
        var id = await Bought((Calls.DemoSku, 4));
        foreach (var what in new[] { "ship", "cancel" })
        {
            var key = ("Idempotency-Key", "part");
            object body = what == "ship"
                ? new { lines = Lines((Calls.DemoSku, 1)) }
                : new { reason = "fewer", lines = Lines((Calls.DemoSku, 1)) };
            var first = await host.Http.Post($"/api/v1/orders/{id}/{what}", body, Calls.Store, key);
            var again = await host.Http.Post($"/api/v1/orders/{id}/{what}", body, Calls.Store, key);
            Assert.Equal((200, 200), (first.Status, again.Status));
            Assert.Equal((null, "true"), (first.Header("Idempotent-Replayed"), again.Header("Idempotent-Replayed")));
            Assert.Equal(first.Header("ETag"), again.Header("ETag"));
            var other = new { reason = "fewer", lines = Lines((Calls.DemoSku, 2)) };
            (await host.Http.Post(
                $"/api/v1/orders/{id}/{what}", what == "ship" ? new { other.lines } : other, Calls.Store, key))
                .AssertProblem(422, "idempotency-key-reused");
        }

        var order = (await host.Http.Get($"/api/v1/orders/{id}")).Json;
        Assert.Equal(("partlyShipped", 1, 1), (
            (string)order["fulfilment"]!, (int)order["lines"]![0]!["shipped"]!,
            (int)order["lines"]![0]!["cancelled"]!));
        Assert.Equal(order["lines"]!.ToJsonString(), (await Listed(id))["lines"]!.ToJsonString());
    }

    [Fact] public async Task A_claim_is_never_about_what_was_cancelled()
    {
        var id = await Bought((Calls.DemoSku, 3));
        await Post(id, "cancel", (Calls.DemoSku, 2));
        var refused = await host.Http.Claim(new
        {
            customerId = "ana", type = "billingError", description = "All of it.", orderId = id,
            lines = new[] { new { sku = Calls.DemoSku, quantity = 2, condition = "notReturned" } },
        });
        refused.AssertProblem(422, "claim-invalid");
        var claim = await host.Http.Complained(id, "billingError", (Calls.DemoSku, 1, "notReturned"));
        Assert.NotNull(claim);
        (await Post(id, "cancel", (Calls.DemoSku, 1))).AssertProblem(422, "order-invalid");
    }

    private async Task IsUntouched(string id)
    {
        var order = (await host.Http.Get($"/api/v1/orders/{id}")).Json;
        Assert.Equal(("confirmed", 0, 0), (
            (string)order["fulfilment"]!, order["shipments"]!.AsArray().Count,
            order["cancellations"]!.AsArray().Count));
    }

    private async Task<JsonNode> Listed(string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var listed = (await host.Http.Get("/api/v1/orders?limit=200")).Json["items"]!.AsArray()
                .FirstOrDefault(one => (string?)one!["id"] == id);
            if ((int?)listed?["lines"]![0]!["cancelled"] > 0 || limit.IsCancellationRequested)
                return listed!;
        }
    }

    private async Task<string> Bought(params (string Sku, int Quantity)[] lines) =>
        (string)(await host.Http.Bought(lines))["id"]!;

    private Task<Reply> Post(string id, string what, params (string Sku, int Quantity)[] lines) => host.Http.Post(
        $"/api/v1/orders/{id}/{what}",
        what switch
        {
            "ship" => new { lines = Lines(lines) },
            "cancel" => new { reason = "Fewer are wanted.", lines = Lines(lines) },
            _ => null,
        });

    private static object[] Lines(params (string Sku, int Quantity)[] lines) =>
        [.. lines.Select(line => new { sku = line.Sku, quantity = line.Quantity })];
}
