using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

/// <summary>Shipping and goodwill beside the goods of a refund.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_more_than_the_goods_goes_back(ApiHost host)
{
    [Fact] public async Task Shipping_goes_back_with_its_tax()
    {
        var order = (await host.Http.Post("/api/v1/orders", new
        {
            cartId = await host.Http.FilledCart(), payment = new { method = "creditCard", token = "tok_ok" },
            shipTo = new { province = "ON", line1 = "1 Front St", city = "Toronto", postalCode = "M5J 2N1" },
        })).Json;
        var claim = await Claim(order);
        Assert.Equal(202, (await Refund(claim, new { shipping = true })).Status);
        var refund = await host.Http.RefundEnded(claim);

        // 12.99 and 9.99, and 13 % of both: all that was paid.
        Assert.Equal((2298, 0, 299, 2597), refund.Amounts());
        Assert.Equal(999, refund.Cents("shipping"));
        Assert.Equal((2597, 2597, 0, 0), await host.Http.PaymentOf(order));
    }

    [PublicReport("recurly/recurly-client-java#73")]
    [Fact] public async Task Goodwill_is_untaxed_and_comes_beside_the_goods()
    {
        var order = await host.Http.Bought((await host.Http.Product(1299), 1));
        var claim = await Claim(order, "deliveryIssue");
        Assert.Equal(202, (await Refund(claim, new { goodwill = Goodwill(500) })).Status);
        var refund = await host.Http.RefundEnded(claim);

        // Half of 12.99 with the fee and 14.975 % of that half, and 5.00.
        Assert.Equal((1150, 299, 97, 948), refund.Amounts());
        Assert.Equal(500, refund.Cents("goodwill"));
        Assert.Equal((1494, 948, 0, 546), await host.Http.PaymentOf(order));
    }

    [Fact] public async Task It_never_pays_more_than_was_paid()
    {
        var order = await host.Http.Bought((await host.Http.Product(1299), 1));
        var claim = await Claim(order);
        await Refund(claim, new { shipping = true, goodwill = Goodwill(100_000) });

        Assert.Equal(1494, (await host.Http.RefundEnded(claim)).Cents("amount"));
        Assert.Equal((1494, 1494, 0, 0), await host.Http.PaymentOf(order));
    }

    [PublicReport("woocommerce/woocommerce#8346")]
    [Fact] public async Task What_makes_no_sense_is_refused_and_starts_nothing()
    {
        var claim = await Claim(await host.Http.Bought((await host.Http.Product(1299), 1)));
        object[] bodies =
        [
            new { goodwill = Goodwill(0) }, new { goodwill = Goodwill(-1) }, new { goodwill = Goodwill(500, "EUR") },
            new { goodwill = new { amount = new { amount = 500, currency = "CAD" } } },
            new { goodwill = new { reason = "late" } }, new { goodwill = Goodwill(500, reason: "") },
            new { shipping = "yes" }, new { gift = true },
        ];
        foreach (var body in bodies)
            Assert.Equal(400, (await Refund(claim, body)).Status);
        (await host.Http.Get($"/api/v1/refunds/{claim}")).AssertProblem(404, "not-found");
    }

    [Fact] public async Task A_key_stands_for_one_amount()
    {
        var claim = await Claim(await host.Http.Bought((await host.Http.Product(1299), 1)), "deliveryIssue");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        Assert.Equal(202, (await Refund(claim, new { goodwill = Goodwill(300) }, key)).Status);
        Assert.Equal(202, (await Refund(claim, new { goodwill = Goodwill(300) }, key)).Status);
        Assert.Equal(422, (await Refund(claim, new { goodwill = Goodwill(400) }, key)).Status);
        Assert.Equal(300, (await host.Http.RefundEnded(claim)).Cents("goodwill"));
    }

    private static object Goodwill(long amount, string currency = "CAD", string reason = "Came late twice.") =>
        new { amount = new { amount, currency }, reason };

    private async Task<string> Claim(JsonNode order, string type = "productDefect")
    {
        var claim = await host.Http.Claimed((string)order["id"]!, type);
        await host.Http.Resolve(claim);
        return claim;
    }

    private Task<Reply> Refund(string claim, object body, params (string, string)[] headers) =>
        host.Http.Post($"/api/v1/claims/{claim}/refund", body, ClaimCalls.Agent, headers);
}
