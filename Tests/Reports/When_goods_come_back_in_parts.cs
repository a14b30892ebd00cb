using System.Text.Json.Nodes;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Reports;

/// <summary>Sums that were a cent off in other shops, or went over what was paid.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_goods_come_back_in_parts(ApiHost host)
{
    [Theory]
    [PublicReport("woocommerce/woocommerce#26734")]
    [PublicReport("solidusio-contrib/solidus_product_assembly#43")]
    [InlineData(3, 5999)]
    [InlineData(3, 33)]
    [InlineData(4, 10)]
    public async Task Pieces_returned_one_by_one_come_to_what_was_paid(int pieces, long cents)
    {
        var sku = await host.Http.Product(cents);
        var order = await host.Http.Bought((sku, pieces));
        for (var i = 0; i < pieces; i++)
            await Returned(order, (sku, 1, "damaged"));
        var (captured, refunded, _, refundable) = await host.Http.PaymentOf(order);
        Assert.Equal((captured, 0), (refunded, refundable));
    }

    [Fact]
    [PublicReport("woocommerce/woocommerce#64668")]
    public async Task Ten_pieces_at_once_are_neither_a_cent_more_nor_less()
    {
        // 23.90 less 25 %.
        var sku = await host.Http.Product(1793);
        var order = await host.Http.Bought((sku, 10));
        Assert.Equal(order.Cents("total"), (await Returned(order, (sku, 10, "damaged"))).Cents("amount"));
    }

    [Fact]
    [PublicReport("spree/spree#14467")]
    public async Task Two_lines_of_a_dollar_share_what_is_left_of_a_payment()
    {
        var (one, other) = (await host.Http.Product(100), await host.Http.Product(100));
        var order = await host.Http.Bought((one, 1), (other, 1));
        var first = await Claimed(order, (one, 1, "damaged"));
        var total = order.Cents("total");
        // What is left is 1.03: less than the other line with its tax.
        await Refund(first, total - 103 - 115);
        var last = await Returned(order, (other, 1, "damaged"));
        Assert.Equal(103, last.Cents("amount"));
        Assert.Equal(103, last.Cents("goods") - last.Cents("fee") + last.Cents("tax"));
    }

    [Fact]
    [PublicReport("craftcms/commerce#1098")]
    [PublicReport("ingenesis/shopp#3205")]
    public async Task All_but_a_cent_and_then_all_of_it_is_a_cent()
    {
        var sku = await host.Http.Product(2000);
        var order = await host.Http.Bought((sku, 2));
        var total = order.Cents("total");
        var first = await Claimed(order, (sku, 1, "damaged"));
        var second = await Claimed(order, (sku, 1, "damaged"));
        // 20.00 and 14.975 % of it, and the rest but a cent.
        await Refund(first, total - 1 - 2300);
        Assert.Equal((total, total - 1, 0, 1), await host.Http.PaymentOf(order));
        await Refund(second, total);
        Assert.Equal((total, total, 0, 0), await host.Http.PaymentOf(order));
    }

    private async Task<JsonNode> Returned(JsonNode order, params (string, int, string)[] lines) =>
        await host.Http.Refunded(await Claimed(order, lines));

    private Task<string> Claimed(JsonNode order, params (string, int, string)[] lines) =>
        host.Http.Complained((string)order["id"]!, "productDefect", lines);

    private async Task Refund(string claim, long goodwill)
    {
        var amount = new { amount = goodwill, currency = "CAD" };
        var asked = await host.Http.Post(
            $"/api/v1/claims/{claim}/refund", new { goodwill = new { amount, reason = "Came late." } }, ClaimCalls.Agent);
        Assert.Equal(202, asked.Status);
        Assert.Equal("completed", (string?)(await host.Http.RefundEnded(claim))["status"]);
    }
}
