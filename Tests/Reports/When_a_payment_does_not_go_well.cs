using System.Text.Json.Nodes;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Reports;

/// <summary>What stayed behind in other shops when a payment failed, came late or was not needed.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_a_payment_does_not_go_well(ApiHost host)
{
    [Theory]
    [PublicReport("razorpay/razorpay-magento#42")]
    [PublicReport("woocommerce/woocommerce#66244")]
    [PublicReport("hipay/hipay-fullservice-sdk-magento2#163")]
    [InlineData("tok_declined", 402)]
    [InlineData("tok_timeout_lost", 409)]
    public async Task The_goods_are_for_sale_again_and_no_more_than_before(string token, int status)
    {
        var sku = await host.Http.Product(1299);
        var cart = await Cart(sku, 3);
        var failed = await Ordered(cart, token);
        Assert.Equal(status, failed.Status);
        Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(sku));

        // Another card, the same cart.
        var paid = await Ordered(cart, "tok_ok");
        Assert.Equal(201, paid.Status);
        Assert.Equal((RefundCalls.InStock - 3, 0, 0), await host.Http.Pieces(sku));
    }

    [Fact]
    [PublicReport("medusajs/medusa#311")]
    public async Task An_order_that_is_refused_after_its_payment_voids_it()
    {
        var sku = await host.Http.Product(1299);
        var cart = await Cart(sku, 1);
        await Store(new { refuseConfirmations = true });
        try
        {
            var failed = await Ordered(cart, "tok_ok");
            failed.AssertProblem(409, "order-failed");
            var order = (string)failed.Json["orderId"]!;
            var payment = (await host.Http.Get($"/api/v1/payments/{order}")).Json;
            Assert.Equal(("voided", 0), ((string)payment["status"]!, payment.Cents("captured")));
            Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(sku));
        }
        finally
        {
            await Store(new { refuseConfirmations = false });
        }
    }

    [Theory]
    [PublicReport("openfoodfoundation/openfoodnetwork#10787")]
    [PublicReport("coopcycle/coopcycle-web#1260")]
    [PublicReport("checkout/checkout-magento2-plugin#46")]
    [PublicReport("saleor/saleor#8938")]
    [InlineData("creditCard")]
    [InlineData("cash")]
    public async Task An_order_of_nothing_is_an_order(string method)
    {
        var sku = await host.Http.Product(0);
        var order = await host.Http.Post("/api/v1/orders", method == "cash"
            ? new { cartId = await Cart(sku, 1), payment = new { method } }
            : Calls.OrderOf(await Cart(sku, 1), method: method));
        Assert.True(order.Status == 201, order.Text);
        Assert.Equal(0, order.Json.Cents("total"));
        Assert.Equal((RefundCalls.InStock - 1, 0, 0), await host.Http.Pieces(sku));
    }

    [Fact]
    [PublicReport("frappe/erpnext#12994")]
    [PublicReport("reactioncommerce/reaction#3678")]
    [PublicReport("paynl/magento2-plugin#220")]
    public async Task One_call_takes_a_paid_order_back_money_and_goods_and_a_second_one_changes_nothing()
    {
        var sku = await host.Http.Product(2000);
        var order = await host.Http.Bought((sku, 5));
        var id = (string)order["id"]!;
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, (await host.Http.Post($"/api/v1/orders/{id}/cancel", new { reason = "Not wanted." })).Status);
            await host.Http.RefundEnded(id);
            Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(sku));
            var (captured, refunded, reserved, refundable) = await host.Http.PaymentOf(order);
            Assert.Equal((captured, 0, 0), (refunded, reserved, refundable));
        }
    }

    private Task<Reply> Ordered(string cart, string token) =>
        host.Http.Post("/api/v1/orders", Calls.OrderOf(cart, token), headers: ("Prefer", "wait=30"));

    private async Task<string> Cart(string sku, int quantity)
    {
        var cart = (string)(await host.Http.Post("/api/v1/carts", new { storeId = "1" })).Json["id"]!;
        Assert.Equal(200, (await host.Http.Put($"/api/v1/carts/{cart}/items/{sku}", new { quantity })).Status);
        return cart;
    }

    private async Task Store(object faults) =>
        Assert.Equal(200, (await host.Http.Put("/api/v1/simulation/faults", faults, Calls.Platform)).Status);
}
