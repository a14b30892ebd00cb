namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_a_refund_is_not_paid(ApiHost host)
{
    [Fact] public async Task One_that_nobody_asked_for_is_404()
    {
        var order = (string)(await host.Http.Bought((Calls.DemoSku, 1)))["id"]!;
        var claim = await host.Http.Claimed(order);
        foreach (var id in new[] { "no-such-refund", order, claim })
            (await host.Http.Get($"/api/v1/refunds/{id}")).AssertProblem(404, "not-found");
    }

    [Fact] public async Task Another_tenant_does_not_see_it()
    {
        var order = (string)(await host.Http.Bought((Calls.DemoSku, 1)))["id"]!;
        var claim = await host.Http.Complained(order, "productDefect", (Calls.DemoSku, 1, "damaged"));
        await host.Http.Refunded(claim);
        (await host.Http.Get($"/api/v1/refunds/{claim}", ApiHost.OtherTenantsKey)).AssertProblem(404, "not-found");
    }

    [PublicReport("woocommerce/woocommerce-gateway-stripe#4405")]
    [Fact] public async Task A_gateway_that_refuses_gets_the_goods_out_again_and_the_money_stays_refundable()
    {
        var sku = await host.Http.Product(70_707);
        var order = await host.Http.Bought((sku, 2));
        var claim = await host.Http.Complained((string)order["id"]!, "productDefect", (sku, 1, "resellable"));
        var decline = new { amount = 81_295, currency = "CAD" };
        await Gateway(new { failureRate = 0, latencyMs = 0, timeoutRate = 0, outage = false, declineAmount = decline });
        try
        {
            var refund = await host.Http.Refunded(claim);

            Assert.Equal(["requested", "reserved", "restocked", "released", "failed"], refund.Steps());
            Assert.False(string.IsNullOrEmpty((string?)refund["failure"]));
            Assert.Equal(81_295, refund.Cents("amount"));
            Assert.Equal((RefundCalls.InStock - 2, 0, 0), await host.Http.Pieces(sku));
            Assert.Equal((162_591, 0, 0, 162_591), await host.Http.PaymentOf(order));
        }
        finally
        {
            await Gateway(new { failureRate = 0, latencyMs = 0, timeoutRate = 0, outage = false });
        }
    }

    [Fact] public async Task A_store_that_does_not_take_the_goods_back_leaves_goods_and_money_as_they_were()
    {
        var (taken, refused) = (await host.Http.Product(1299), await host.Http.Product(1599));
        var order = await host.Http.Bought((taken, 1), (refused, 1));
        var claim = await host.Http.Complained(
            (string)order["id"]!, "productDefect", (taken, 1, "resellable"), (refused, 1, "damaged"));
        await Store(new { refuseConfirmations = false, refuseReturnsOf = refused });
        try
        {
            var refund = await host.Http.Refunded(claim);

            Assert.Equal(["requested", "reserved", "released", "failed"], refund.Steps());
            Assert.Equal("restock-refused", (string?)refund["failure"]);
            Assert.Equal((RefundCalls.InStock - 1, 0, 0), await host.Http.Pieces(taken));
            Assert.Equal((RefundCalls.InStock - 1, 0, 0), await host.Http.Pieces(refused));
            var (captured, refunded, reserved, refundable) = await host.Http.PaymentOf(order);
            Assert.Equal((0, 0, captured), (refunded, reserved, refundable));
        }
        finally
        {
            await Store(new { refuseConfirmations = false });
        }
    }

    [PublicReport("Automattic/woocommerce-payments#1195")]
    [PublicReport("craftcms/commerce-stripe#134")]
    [Fact] public async Task One_that_waits_for_the_gateway_shows_how_far_it_is()
    {
        var order = await host.Http.Bought((Calls.DemoSku, 1));
        var claim = await host.Http.Complained(
            (string)order["id"]!, "productDefect", (Calls.DemoSku, 1, "notReturned"));
        await Gateway(new { failureRate = 0, latencyMs = 0, timeoutRate = 0, outage = true });
        try
        {
            Assert.Equal(202, (await host.Http.Tell(claim, "refund")).Status);
            var refund = await host.Http.RefundIs(claim, "restocked");
            Assert.Equal(["requested", "reserved", "restocked"], refund.Steps());
            Assert.Equal((1494, 0, 1494, 0), await host.Http.PaymentOf(order));
        }
        finally
        {
            await Gateway(new { failureRate = 0, latencyMs = 0, timeoutRate = 0, outage = false });
        }

        Assert.Equal("completed", (string?)(await host.Http.RefundEnded(claim))["status"]);
    }

    private async Task Gateway(object settings) =>
        Assert.Equal(200, (await host.Http.Put("/api/v1/simulation/payments", settings, Calls.Platform)).Status);

    private async Task Store(object faults) =>
        Assert.Equal(200, (await host.Http.Put("/api/v1/simulation/faults", faults, Calls.Platform)).Status);
}
