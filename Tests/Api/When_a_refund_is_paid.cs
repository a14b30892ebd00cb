namespace PosSaga.Tests.Api;

/// <summary>Amounts to the cent, on real orders of products made for it.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_a_refund_is_paid(ApiHost host)
{
    [Theory]
    [InlineData(4999, "productDefect", 4999, 0, 749, 5748)]
    [InlineData(4999, "deliveryIssue", 2500, 299, 374, 2575)]
    [InlineData(4999, "billingError", 4999, 0, 749, 5748)]
    [InlineData(4999, "serviceComplaint", 1500, 299, 225, 1426)]
    [InlineData(8999, "productDefect", 8999, 0, 1348, 10347)]
    [InlineData(8999, "deliveryIssue", 4500, 299, 674, 4875)]
    [InlineData(8999, "billingError", 8999, 0, 1348, 10347)]
    [InlineData(8999, "serviceComplaint", 2700, 299, 404, 2805)]
    [InlineData(12999, "productDefect", 12999, 0, 1947, 14946)]
    [InlineData(12999, "deliveryIssue", 6500, 299, 973, 7174)]
    [InlineData(12999, "billingError", 12999, 0, 1947, 14946)]
    [InlineData(12999, "serviceComplaint", 3900, 299, 584, 4185)]
    [InlineData(2500, "productDefect", 2500, 0, 374, 2874)]
    [InlineData(2500, "deliveryIssue", 1250, 299, 187, 1138)]
    [InlineData(2500, "billingError", 2500, 0, 374, 2874)]
    [InlineData(2500, "serviceComplaint", 750, 299, 112, 563)]
    public async Task It_is_what_the_table_and_the_preview_say(
        long price, string type, int goods, int fee, int tax, int amount)
    {
        var order = await host.Http.Bought((await host.Http.Product(price), 1));
        var claim = await host.Http.Claimed((string)order["id"]!, type);
        await host.Http.Resolve(claim);
        var preview = (await host.Http.Get($"/api/v1/claims/{claim}/refund/preview")).Json;
        var refund = await host.Http.Refunded(claim);

        Assert.Equal(((goods, fee, tax, amount), (goods, fee, tax, amount)), (preview.Amounts(), refund.Amounts()));
        var captured = order.Cents("total");
        Assert.Equal((captured, amount, 0, captured - amount), await host.Http.PaymentOf(order));
    }

    [Fact] public async Task It_shows_whose_it_is_what_it_pays_for_and_when_each_step_was_done()
    {
        var sku = await host.Http.Product(1299);
        var order = await host.Http.Bought((sku, 2));
        var claim = await host.Http.Complained((string)order["id"]!, "productDefect", (sku, 1, "resellable"));
        var refund = await host.Http.Refunded(claim);

        Assert.Equal(
            (claim, claim, (string)order["id"]!, "completed", null),
            ((string)refund["id"]!, (string)refund["claimId"]!, (string)refund["orderId"]!, (string)refund["status"]!,
                (string?)refund["failure"]));
        Assert.Equal(["requested", "reserved", "restocked", "settled", "completed"], refund.Steps());
        var times = refund["steps"]!.AsArray().Select(step => (DateTimeOffset)step!["at"]!).ToList();
        Assert.Equal(times.Order(), times);
        var line = Assert.Single(refund["lines"]!.AsArray())!;
        Assert.Equal((sku, 1, "resellable", 1299), (
            (string)line["sku"]!, (int)line["quantity"]!, (string)line["condition"]!, line.Cents("paid")));
        Assert.NotNull((await host.Http.Get($"/api/v1/refunds/{claim}")).Header("ETag"));
    }

    [Fact] public async Task The_goods_go_where_their_condition_says()
    {
        var (sku, other) = (await host.Http.Product(1299), await host.Http.Product(1599));
        var order = await host.Http.Bought((sku, 3), (other, 1));
        var claim = await host.Http.Complained(
            (string)order["id"]!, "billingError",
            (sku, 1, "resellable"), (sku, 2, "damaged"), (other, 1, "notReturned"));
        await host.Http.Refunded(claim);

        Assert.Equal((RefundCalls.InStock - 2, 0, 2), await host.Http.Pieces(sku));
        Assert.Equal((RefundCalls.InStock - 1, 0, 0), await host.Http.Pieces(other));
    }

    [Fact] public async Task Part_of_a_line_is_refunded_for_that_part_and_the_parts_are_the_whole()
    {
        var sku = await host.Http.Product(4999);
        var order = await host.Http.Bought((sku, 3));
        var (one, rest) = (
            await host.Http.Complained((string)order["id"]!, "billingError", (sku, 1, "notReturned")),
            await host.Http.Complained((string)order["id"]!, "billingError", (sku, 2, "notReturned")));

        Assert.Equal((4999, 0, 749, 5748), (await host.Http.Refunded(one)).Amounts());
        Assert.Equal((9998, 0, 1497, 11495), (await host.Http.Refunded(rest)).Amounts());
        Assert.Equal((17243, 17243, 0, 0), await host.Http.PaymentOf(order));
    }

    [Fact] public async Task Five_at_once_of_one_payment_that_exceed_it_together_never_do()
    {
        var sku = await host.Http.Product(1299);
        var order = await host.Http.Bought((sku, 5));
        var claims = new List<string>();
        for (var n = 0; n < 5; n++)
            claims.Add(await host.Http.Complained((string)order["id"]!, "productDefect", (sku, 1, "damaged")));
        var refunds = await Task.WhenAll(claims.Select(claim => host.Http.Refunded(claim)));

        // Five times 12.99 with tax are 74.70 one by one, and 74.68 on one receipt: running totals find the two cents.
        Assert.Equal([1493, 1493, 1494, 1494, 1494], refunds.Select(refund => refund.Cents("amount")).Order());
        Assert.Equal((7468, 7468, 0, 0), await host.Http.PaymentOf(order));
        Assert.Equal((RefundCalls.InStock - 5, 0, 5), await host.Http.Pieces(sku));
    }
}
