using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_a_till_sells(ApiHost host)
{
    [Fact] public async Task A_declined_card_sells_nothing_and_gives_the_goods_back()
    {
        var (till, sku) = (await Till(), await host.Http.Product(1000));
        var before = await Stock(sku);
        (await Sell(till, sku, 1, Card(1150, "tok_declined"))).AssertProblem(402, "payment-declined");
        Assert.Equal(before, await Stock(sku));
        Assert.Equal(0, (int)(await host.Http.Get($"/api/v1/registers/1-{till}/shift")).Json["sales"]!);
    }

    [Fact] public async Task Of_two_cards_of_which_one_is_declined_none_is_charged()
    {
        var (till, sku) = (await Till(), await host.Http.Product(1000));
        var id = "two-" + Guid.NewGuid().ToString("N")[..8];
        (await Sell(till, sku, 1, id, Card(1000, "tok_ok"), Card(150, "tok_declined")))
            .AssertProblem(402, "payment-declined");
        await Eventually.Is(
            async () => (string?)(await host.Http.Get($"/api/v1/payments/{id}.1")).Json["status"] == "voided",
            "the first card is given back");
    }

    [Fact] public async Task What_is_not_there_is_not_sold()
    {
        var (till, sku) = (await Till(), await host.Http.Product(1000));
        (await Sell(till, sku, 999, Card(1_148_600))).AssertProblem(409, "out-of-stock");
        (await Sell(till, "NO-SUCH", 1, Card(1150))).AssertProblem(422, "sale-invalid");
        (await Sell("r-none", sku, 1, Card(1150))).AssertProblem(422, "sale-invalid");
    }

    [Fact] public async Task Cash_needs_an_open_shift_and_a_card_does_not()
    {
        var (till, sku) = (await Till(open: false), await host.Http.Product(1000));
        var refused = await Sell(till, sku, 1, Cash(1150));
        refused.AssertProblem(409, "invalid-state");
        Assert.Equal("shift-not-open", (string?)refused.Json["code"]);
        Assert.Equal(201, (await Sell(till, sku, 1, Card(1150))).Status);
    }

    [Fact] public async Task Tenders_that_do_not_add_up_are_told_the_total()
    {
        var (till, sku) = (await Till(), await host.Http.Product(1000));
        var refused = await Sell(till, sku, 1, Cash(1000));
        Assert.Equal((422, "tenders-differ"), (refused.Status, (string?)refused.Json["code"]));
        Assert.Contains("11.50", (string?)refused.Json["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"storeId\":\"1\",\"registerId\":\"r1\",\"lines\":[],\"tenders\":[]}", 400)]
    [InlineData("{\"storeId\":\"1\",\"registerId\":\"r1\",\"lines\":[null],\"tenders\":[null]}", 400)]
    [InlineData("{\"storeId\":\"1\",\"registerId\":\"r1\",\"lines\":[{\"sku\":\"CAFE\",\"quantity\":0}],\"tenders\":[]}", 400)]
    [InlineData("{\"storeId\":\"1\",\"registerId\":\"r1\",\"lines\":[{\"quantity\":1}],\"tenders\":[]}", 400)]
    [InlineData("{\"storeId\":\"1\",\"registerId\":\"r1\",\"lines\":[{\"sku\":\"CAFE\",\"quantity\":1}],\"tenders\":[{\"method\":\"cash\",\"amount\":{\"amount\":1,\"currency\":\"CAD\"},\"token\":\"tok_ok\"}]}", 400)]
    [InlineData("{\"storeId\":\"1\",\"registerId\":\"r1\",\"lines\":[{\"sku\":\"CAFE\",\"quantity\":1}],\"tenders\":[{\"method\":\"creditCard\",\"amount\":{\"amount\":1,\"currency\":\"CAD\"}}]}", 400)]
    [InlineData("{\"storeId\":\"1\",\"registerId\":\"r1\",\"lines\":[{\"barcode\":\"4006381333931\",\"quantity\":1}],\"tenders\":[]}", 422)]
    [InlineData("{\"storeId\":\"1\",\"registerId\":\"r1\",\"offline\":true,\"lines\":[{\"sku\":\"CAFE\",\"quantity\":1}],\"tenders\":[]}", 422)]
    [InlineData("{\"storeId\":\"1\",\"registerId\":\"r1\",\"lines\":[{\"sku\":\"CAFE\",\"quantity\":1,\"priceOverride\":{\"amount\":1,\"currency\":\"CAD\"}}],\"tenders\":[]}", 422)]
    public async Task What_makes_no_sale_is_refused_and_says_why(string body, int status)
    {
        var reply = await host.Http.Post("/api/v1/sales", body);
        Assert.True(reply.Status == status, reply.Text);
    }

    [Fact] public async Task Sent_again_it_is_the_same_sale_and_never_another()
    {
        var (till, sku) = (await Till(), await host.Http.Product(1000));
        var id = "again-" + Guid.NewGuid().ToString("N")[..8];
        var many = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Sell(till, sku, 1, id, Cash(1150, 2000))));
        Assert.All(many, reply => Assert.Equal((201, $"1-{till}-1"), (reply.Status, (string?)reply.Json["number"])));
        Assert.Equal(850, (long)many[0].Json["change"]!["amount"]!);
        Assert.Contains(many, reply => reply.Header("Idempotent-Replayed") == "true");
        (await Sell(till, sku, 2, id, Cash(2300))).AssertProblem(422, "idempotency-key-reused");
        Assert.Equal($"1-{till}-2", (string?)(await Sell(till, sku, 1, Cash(1150))).Json["number"]);
    }

    [Fact] public async Task What_was_sold_is_in_the_drawer_on_the_receipt_and_in_the_lists()
    {
        var (till, sku) = (await Till(), await host.Http.Product(999));
        // 9.99 and 1.50 tax: 11.49; 6.49 in cash are 6.50.
        var sold = await Sell(till, sku, 1, Card(500), Cash(649, 1000));
        Assert.Equal(201, sold.Status);
        Assert.Equal((1, 350), ((long)sold.Json["rounding"]!["amount"]!, (long)sold.Json["change"]!["amount"]!));
        var shift = (await host.Http.Get($"/api/v1/registers/1-{till}/shift")).Json;
        Assert.Equal((10_650, 1), ((long)shift["expected"]!["amount"]!, (int)shift["sales"]!));

        var path = (string)sold.Header("Location")!;
        Assert.Equal(sold.Text, (await host.Http.Get(path)).Text);
        var receipt = await host.Http.Get(path + "/receipt", Calls.Store, ("Accept", "text/plain"));
        Assert.StartsWith("text/plain", receipt.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains($"1-{till}-1", receipt.Text, StringComparison.Ordinal);
        Assert.Equal(receipt.Text, (string?)(await host.Http.Get(path + "/receipt")).Json["text"]);
        var listed = await host.Http.Get(
            $"/api/v1/sales?number=1-{till}-1", Calls.Store,
            ("If-Journal-Position", sold.Header("X-Journal-Position")!));
        Assert.True(JsonNode.DeepEquals(sold.Json, Assert.Single(listed.Json["items"]!.AsArray())), listed.Text);
    }

    [Fact] public async Task What_is_voided_is_given_back_and_only_within_its_shift()
    {
        var (till, sku) = (await Till(), await host.Http.Product(1000));
        var before = await Stock(sku);
        var sold = await Sell(till, sku, 1, Card(500), Cash(650));
        var path = (string)sold.Header("Location")!;
        Assert.NotEqual(before, await Stock(sku));
        foreach (var _ in new int[2])
        {
            var voided = await host.Http.Post(path + "/void", new { reason = "rung up twice" });
            Assert.Equal((200, "voided"), (voided.Status, (string?)voided.Json["status"]));
        }

        Assert.Equal(before, await Stock(sku));
        var payment = (await host.Http.Get($"/api/v1/payments/{(string)sold.Json["id"]!}.1")).Json;
        Assert.Equal((500, 500), ((long)payment["captured"]!["amount"]!, (long)payment["refunded"]!["amount"]!));
        var shift = (await host.Http.Get($"/api/v1/registers/1-{till}/shift")).Json;
        Assert.Equal((10_000, 0, 1), ((long)shift["expected"]!["amount"]!, (int)shift["sales"]!, (int)shift["voids"]!));

        var later = (string)(await Sell(till, sku, 1, Card(1150))).Header("Location")!;
        var counted = new { counted = Cad(10_000) };
        Assert.Equal(200, (await host.Http.Post($"/api/v1/registers/1-{till}/shift/close", counted)).Status);
        var refused = await host.Http.Post(later + "/void", new { reason = "too late" });
        Assert.Equal((409, "void-after-shift"), (refused.Status, (string?)refused.Json["code"]));
    }

    private Task<Reply> Sell(string till, string sku, int quantity, params object[] tenders) =>
        Sell(till, sku, quantity, null, tenders);

    private Task<Reply> Sell(string till, string sku, int quantity, string? id, params object[] tenders) =>
        host.Http.Post("/api/v1/sales", id is null
            ? new { storeId = "1", registerId = till, lines = new[] { new { sku, quantity } }, tenders }
            : new { storeId = "1", registerId = till, id, lines = new[] { new { sku, quantity } }, tenders });

    private static object Cash(long amount, long? tendered = null) => tendered is { } given
        ? new { method = "cash", amount = Cad(amount), tendered = Cad(given) }
        : new { method = "cash", amount = Cad(amount) };

    private static object Card(long amount, string token = "tok_ok") =>
        new { method = "creditCard", amount = Cad(amount), token };

    private static object Cad(long amount) => new { amount, currency = "CAD" };

    private async Task<string> Till(bool open = true)
    {
        var id = "s" + Guid.NewGuid().ToString("N")[..8];
        Assert.Equal(
            200, (await host.Http.Put($"/api/v1/stores/1/registers/{id}", new { name = "Caisse" }, Calls.Admin)).Status);
        if (open)
            Assert.Equal(
                201, (await host.Http.Post($"/api/v1/registers/1-{id}/shifts", new { @float = Cad(10_000) })).Status);
        return id;
    }

    private async Task<string> Stock(string sku) => (await host.Http.Get($"/api/v1/stores/1/stock/{sku}")).Text;
}
