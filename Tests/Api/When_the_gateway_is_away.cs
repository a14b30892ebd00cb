namespace PosSaga.Tests.Api;

/// <summary>A customer is told at once what an outage means for the order; undoing it waits for the gateway.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_the_gateway_is_away(ApiHost host)
{
    [Fact] public async Task An_order_fails_before_it_is_settled_and_is_settled_by_itself_afterwards()
    {
        var sku = await host.Http.Product(1299);
        var cart = (string)(await host.Http.Post("/api/v1/carts", new { storeId = "1" })).Json["id"]!;
        await host.Http.Put($"/api/v1/carts/{cart}/items/{sku}", new { quantity = 2 });
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        string order;
        await Gateway(outage: true);
        try
        {
            var failed = await Place(cart, key);
            Fails(failed, settled: false);
            order = (string)failed.Json["orderId"]!;
            // The goods do not wait for the gateway.
            await Eventually.Is(
                async () => await host.Http.Pieces(sku) == (RefundCalls.InStock, 0, 0), "that the goods are for sale");
            Fails(await Place(cart, key), settled: false);
            Assert.Equal("compensatingPayment", await Status(order));
        }
        finally
        {
            await Gateway(outage: false);
        }

        await Eventually.Is(async () => await Status(order) == "failed", "that the payment is voided");
        Fails(await Place(cart, key), settled: true);
    }

    [Fact] public async Task A_failure_that_is_undone_at_once_is_settled_when_it_is_answered()
    {
        var declined = await host.Http.Post(
            "/api/v1/orders", Calls.OrderOf(await host.Http.FilledCart(), "tok_declined"));
        declined.AssertProblem(402, "payment-declined");
        Assert.True((bool)declined.Json["settled"]!);
    }

    private static void Fails(Reply reply, bool settled)
    {
        reply.AssertProblem(409, "order-failed");
        Assert.Equal(
            ("gateway-unavailable", settled), ((string)reply.Json["reason"]!, (bool)reply.Json["settled"]!));
    }

    private Task<Reply> Place(string cart, (string, string) key) =>
        host.Http.Post("/api/v1/orders", Calls.OrderOf(cart), headers: [key, ("Prefer", "wait=30")]);

    private async Task<string> Status(string order) =>
        (string)(await host.Http.Get($"/api/v1/orders/{order}")).Json["status"]!;

    private async Task Gateway(bool outage) => Assert.Equal(200, (await host.Http.Put(
        "/api/v1/simulation/payments", new { failureRate = 0, latencyMs = 0, timeoutRate = 0, outage },
        Calls.Platform)).Status);
}
