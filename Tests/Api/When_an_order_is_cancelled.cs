using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_an_order_is_cancelled(ApiHost host)
{
    [Theory]
    [InlineData("{}", null)]
    [InlineData("""{"reason":null}""", null)]
    [InlineData("""{"reason":" "}""", "reason")]
    [InlineData("""{"reason":7}""", null)]
    [InlineData("""{"reason":"x","amount":1}""", null)]
    public async Task Without_a_reason_it_is_400_and_nothing_is_done(string body, string? field)
    {
        var id = Id(await host.Http.Bought((Calls.DemoSku, 1)));
        var refused = await host.Http.Post($"/api/v1/orders/{id}/cancel", body);
        refused.AssertProblem(400, "validation");
        if (field is not null)
            Assert.NotNull(refused.Json["errors"]![field]);
        Assert.Equal("confirmed", await Fulfilment(id));
    }

    [Fact] public async Task Its_refund_is_requested_from_the_first_moment_on_and_at_one_time()
    {
        for (var i = 0; i < 20; i++)
        {
            var id = Id(await host.Http.Bought((Calls.DemoSku, 1)));
            await Cancel(id);
            // The refund's own record may not have heard of it yet; whoever asks does not see the difference.
            var first = (await host.Http.Get($"/api/v1/refunds/{id}")).Json;
            Assert.Equal("requested", first.Steps().FirstOrDefault());
            var last = await host.Http.RefundEnded(id);
            Assert.Equal((string)last["steps"]![0]!["at"]!, (string)first["steps"]![0]!["at"]!);
        }
    }

    [Fact] public async Task One_that_is_unknown_or_of_another_tenant_is_404()
    {
        var id = Id(await host.Http.Bought((Calls.DemoSku, 1)));
        (await Cancel("no-such-order")).AssertProblem(404, "not-found");
        (await Cancel(id, ApiHost.OtherTenantsKey)).AssertProblem(404, "not-found");
        Assert.Equal("confirmed", await Fulfilment(id));
    }

    [Theory]
    [InlineData("shipped")]
    [InlineData("delivered")]
    public async Task One_that_is_on_its_way_is_409_names_its_state_and_nothing_is_refunded(string state)
    {
        var id = Id(await host.Http.Bought((Calls.DemoSku, 1)));
        await host.Http.Post($"/api/v1/orders/{id}/ship", null);
        if (state == "delivered")
            await host.Http.Post($"/api/v1/orders/{id}/deliver", null);

        var refused = await Cancel(id);
        refused.AssertProblem(409, "invalid-state");
        Assert.Contains($" {state}.", (string?)refused.Json["detail"], StringComparison.Ordinal);
        Assert.Equal(state, await Fulfilment(id));
        (await host.Http.Get($"/api/v1/refunds/{id}")).AssertProblem(404, "not-found");
    }

    [Fact] public async Task One_that_never_came_about_is_409_and_names_its_state()
    {
        var cart = await host.Http.FilledCart();
        var failed = await host.Http.Post("/api/v1/orders", Calls.OrderOf(cart, "tok_declined"));
        var id = (string)failed.Json["orderId"]!;
        var refused = await Cancel(id);
        refused.AssertProblem(409, "invalid-state");
        Assert.Contains(" failed,", (string?)refused.Json["detail"], StringComparison.Ordinal);
        (await host.Http.Get($"/api/v1/refunds/{id}")).AssertProblem(404, "not-found");
    }

    [Fact] public async Task One_that_a_claim_is_about_is_409_until_the_claim_is_closed()
    {
        var id = Id(await host.Http.Bought((Calls.DemoSku, 2)));
        var claim = await host.Http.Complained(id, "serviceComplaint", (Calls.DemoSku, 1, "notReturned"));
        (await Cancel(id)).AssertProblem(409, "invalid-state");
        Assert.Equal("confirmed", await Fulfilment(id));

        await host.Http.Tell(claim, "close");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var cancelled = await Cancel(id);
        // The claim lets go of its pieces by itself.
        while (cancelled.Status == 409 && !limit.IsCancellationRequested)
            cancelled = await Cancel(id);
        Assert.Equal(200, cancelled.Status);
    }

    [Fact] public async Task All_that_was_paid_comes_back_under_its_own_id_and_the_goods_are_on_the_shelf()
    {
        var sku = await host.Http.Product(1299);
        var order = await host.Http.Bought((sku, 3));
        var cancelled = await Cancel(Id(order));
        Assert.Equal((200, "cancelled", "completed"), (
            cancelled.Status, (string)cancelled.Json["fulfilment"]!, (string)cancelled.Json["status"]!));
        Assert.NotNull(cancelled.Header("X-Journal-Position"));

        var refund = await host.Http.RefundEnded(Id(order));
        Assert.Equal((Id(order), null, Id(order), "completed"), (
            (string)refund["id"]!, (string?)refund["claimId"], (string)refund["orderId"]!, (string)refund["status"]!));
        Assert.Equal((3897, 0, 584, 4481), refund.Amounts());
        Assert.Equal("resellable", (string?)Assert.Single(refund["lines"]!.AsArray())!["condition"]);
        Assert.Equal((4481, 4481, 0, 0), await host.Http.PaymentOf(order));
        Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(sku));
    }

    [Fact] public async Task With_what_its_shipping_cost()
    {
        var cart = await host.Http.FilledCart();
        var order = (await host.Http.Post("/api/v1/orders", new
        {
            cartId = cart, payment = new { method = "creditCard", token = "tok_ok" },
            shipTo = new { province = "ON", line1 = "1 Front St", city = "Toronto", postalCode = "M5J 2N1" },
        })).Json;
        await Cancel(Id(order));
        // 12.99 and 9.99, and 13 % of both.
        Assert.Equal((2298, 0, 299, 2597), (await host.Http.RefundEnded(Id(order))).Amounts());
        Assert.Equal((2597, 2597, 0, 0), await host.Http.PaymentOf(order));
    }

    [Fact] public async Task Of_fifty_who_cancel_it_at_once_one_does_and_all_hear_the_same()
    {
        var sku = await host.Http.Product(1299);
        var order = await host.Http.Bought((sku, 1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Cancel(Id(order))));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        // How the refund stands is of the moment.
        Assert.Equal(
            (Id(order), 1),
            Assert.Single(answers.Select(answer => answer.Json["refund"]!)
                .Select(refund => ((string)refund["id"]!, (int)refund["attempt"]!)).Distinct()));
        await host.Http.RefundEnded(Id(order));

        var again = await Cancel(Id(order));
        Assert.Equal((200, 1), (again.Status, (int)again.Json["refund"]!["attempt"]!));
        Assert.Equal((1494, 1494, 0, 0), await host.Http.PaymentOf(order));
        Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(sku));
    }

    /// <summary>Nothing led out of this: cancelled, not paid back, no claim taken, and cancelling again did
    /// nothing.</summary>
    [Fact] public async Task One_whose_refund_failed_says_so_and_is_cancelled_again()
    {
        var sku = await host.Http.Product(1299);
        var order = await host.Http.Bought((sku, 1));
        await Store(new { refuseConfirmations = false, refuseReturnsOf = sku });
        try
        {
            await Cancel(Id(order));
            await host.Http.RefundEnded(Id(order));
            Assert.Equal(("failed", "restock-refused", 1), await Heard(Id(order), "failed"));
            var claim = await host.Http.Claim(new
            {
                customerId = "ana", type = "billingError", description = "Where is my money?", orderId = Id(order),
            });
            claim.AssertProblem(422, "claim-invalid");
            Assert.Equal("claim-order-cancellation-open", (string?)claim.Json["code"]);
        }
        finally
        {
            await Store(new { refuseConfirmations = false });
        }

        var again = await Cancel(Id(order));
        Assert.Equal((200, 2), (again.Status, (int)again.Json["refund"]!["attempt"]!));
        Assert.Equal(("completed", null, 2), await Heard(Id(order), "completed"));
        var refund = (await host.Http.Get($"/api/v1/refunds/{Id(order)}")).Json;
        Assert.Equal(
            [
                "requested", "reserved", "released", "failed",
                "requested", "reserved", "restocked", "settled", "completed",
            ],
            refund.Steps());
        Assert.Equal((1494, 1494, 0, 0), await host.Http.PaymentOf(order));
        Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(sku));
    }

    [Fact] public async Task What_a_closed_claim_left_of_it_comes_back()
    {
        var sku = await host.Http.Product(1299);
        var order = await host.Http.Bought((sku, 2));
        var claim = await host.Http.Complained(Id(order), "productDefect", (sku, 1, "damaged"));
        await host.Http.Refunded(claim);
        Assert.Equal(409, (await Cancel(Id(order))).Status);
        await host.Http.Tell(claim, "close");

        Assert.Equal(200, (await Cancel(Id(order))).Status);
        Assert.Equal((1299, 0, 194, 1493), (await host.Http.RefundEnded(Id(order))).Amounts());
        Assert.Equal((2987, 2987, 0, 0), await host.Http.PaymentOf(order));
        Assert.Equal((RefundCalls.InStock - 1, 0, 1), await host.Http.Pieces(sku));
    }

    [Theory]
    [InlineData("serviceComplaint", 1)]
    [InlineData("deliveryIssue", 1)]
    [InlineData("billingError", 2)]
    public async Task After_claims_that_paid_a_part_all_that_was_captured_is_given_back(string type, int claims)
    {
        var sku = await host.Http.Product(4999);
        var order = await host.Http.Bought((sku, 3));
        for (var i = 0; i < claims; i++)
        {
            var claim = await host.Http.Complained(Id(order), type, (sku, 1, "notReturned"));
            await host.Http.Refunded(claim);
            await host.Http.Tell(claim, "close");
        }

        Assert.Equal(200, (await Cancel(Id(order))).Status);
        Assert.Equal("completed", (string?)(await host.Http.RefundEnded(Id(order)))["status"]);
        var (captured, refunded, reserved, refundable) = await host.Http.PaymentOf(order);
        Assert.Equal((captured, 0, 0), (refunded, reserved, refundable));
        Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(sku));
    }

    private async Task<(string?, string?, int)> Heard(string id, string status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var refund = (await host.Http.Get($"/api/v1/orders/{id}")).Json["refund"]!;
            if ((string?)refund["status"] == status || limit.IsCancellationRequested)
                return ((string?)refund["status"], (string?)refund["failure"], (int)refund["attempt"]!);
        }
    }

    private async Task Store(object faults) =>
        Assert.Equal(200, (await host.Http.Put("/api/v1/simulation/faults", faults, Calls.Platform)).Status);

    private static string Id(JsonNode order) => (string)order["id"]!;

    private Task<Reply> Cancel(string id, string key = Calls.Store) =>
        host.Http.Post($"/api/v1/orders/{id}/cancel", new { reason = "Changed her mind." }, key);

    private async Task<string> Fulfilment(string id) =>
        (string)(await host.Http.Get($"/api/v1/orders/{id}")).Json["fulfilment"]!;
}
