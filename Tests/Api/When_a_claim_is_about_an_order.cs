using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_a_claim_is_about_an_order(ApiHost host)
{
    [Fact] public async Task It_carries_the_orders_lines_amounts_and_store()
    {
        var order = await host.Http.Ordered(quantity: 3);
        var claim = (await host.Http.Claim(ClaimCalls.Complaint(order))).Json;

        Assert.Equal(("complete", "1", order, order), (
            (string?)claim["enrichment"], (string?)claim["storeId"], (string?)claim["orderId"],
            (string?)claim["paymentId"]));
        Assert.Equal(
            JsonNode.Parse("""
                [{"sku":"CAFE","quantity":3,"condition":"damaged","name":"Café",
                "paid":{"amount":3897,"currency":"CAD"}}]
                """)!.ToJsonString(),
            claim["lines"]!.ToJsonString());
        Assert.Null(claim["refund"]);
    }

    [Fact] public async Task What_does_not_fit_the_order_is_refused_and_no_claim_is_made()
    {
        var order = await host.Http.Ordered(quantity: 2, customerId: "ana");
        var failed = await host.Http.Post(
            "/api/v1/orders", Calls.OrderOf(await host.Http.FilledCart(), "tok_declined"));

        await Refused(
            404, "not-found",
            new { customerId = "ana", type = "billingError", description = "?", orderId = "no-such" });
        await Refused(422, "claim-invalid", ClaimCalls.Complaint(order, customerId: "bob"));
        await Refused(422, "claim-invalid", ClaimCalls.Complaint((string)failed.Json["orderId"]!));
        await Refused(422, "claim-invalid", Of(order, new { sku = "MIEL", quantity = 1, condition = "damaged" }));
        await Refused(422, "claim-invalid", Of(order, new { sku = "CAFE", quantity = 3, condition = "damaged" }));
        await Refused(
            422, "claim-invalid",
            new
            {
                customerId = "ana", type = "billingError", description = "?",
                lines = new[] { new { sku = "CAFE", quantity = 1, condition = "damaged" } },
            });
    }

    [Fact] public async Task Two_claims_share_no_piece_and_a_part_leaves_the_rest()
    {
        var order = await host.Http.Ordered(quantity: 2);
        object one = Of(order, new { sku = "CAFE", quantity = 1, condition = "resellable" });
        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Http.Claim(one)));

        Assert.Equal([201, 201, 422, 422, 422], replies.Select(reply => reply.Status).Order());
        Assert.All(
            replies.Where(r => r.Status == 201),
            r => Assert.Equal(1299, (int)r.Json["lines"]![0]!["paid"]!["amount"]!));
        (await host.Http.Claim(ClaimCalls.Complaint(order))).AssertProblem(422, "claim-invalid");
    }

    [Fact] public async Task The_events_of_all_belong_to_the_order()
    {
        var order = await host.Http.Ordered();
        var claim = await host.Http.Claimed(order);
        var assigned = await host.Http.Tell(claim, "assign");

        var timeline = await host.Http.Get(
            $"/api/v1/timeline/{order}", Calls.Store, ("If-Journal-Position", assigned.Header("X-Journal-Position")!));
        var events = timeline.Json["entries"]!.AsArray().Select(e => (string?)e!["event"]).ToList();
        Assert.Equal(
            ["claim.opening/1", "order.pieces-held/1", "claim.created/1", "claim.enriched/1", "claim.assigned/1"],
            // Whoever is told of it hears a little later.
            events.SkipWhile(e => e != "claim.opening/1")
                .Where(e => !e!.StartsWith("notification.", StringComparison.Ordinal)));
    }

    [Fact] public async Task A_claim_without_one_has_nothing_to_refund()
    {
        var claim = await host.Http.Claimed();
        (await host.Http.Get($"/api/v1/claims/{claim}/refund/preview")).AssertProblem(409, "invalid-state");
        await host.Http.Resolve(claim);
        (await host.Http.Tell(claim, "refund")).AssertProblem(409, "invalid-state");
    }

    [Theory]
    [InlineData("productDefect", 1299, 0, 195, 1494)]
    [InlineData("deliveryIssue", 650, 299, 97, 448)]
    [InlineData("billingError", 1299, 0, 195, 1494)]
    [InlineData("serviceComplaint", 390, 299, 58, 149)]
    public async Task The_preview_is_to_the_cent(string type, int goods, int fee, int tax, int amount)
    {
        var claim = await host.Http.Claimed(await host.Http.Ordered(), type);
        var preview = (await host.Http.Get($"/api/v1/claims/{claim}/refund/preview")).Json;
        Assert.Equal(
            (goods, fee, tax, amount), ((int)preview["goods"]!["amount"]!, (int)preview["fee"]!["amount"]!,
                (int)preview["tax"]!["amount"]!, (int)preview["amount"]!["amount"]!));
    }

    [Fact] public async Task Of_a_hundred_refund_requests_at_once_one_starts_it_and_all_name_it()
    {
        var claim = await host.Http.Claimed(await host.Http.Ordered());
        await host.Http.Resolve(claim);
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.Http.Tell(claim, "refund")));

        Assert.Equal(202, Assert.Single(replies, reply => reply.Status != 200).Status);
        Assert.All(replies, reply => Assert.Equal(claim, (string?)reply.Json["refundId"]));
        Assert.Equal(claim, (string?)(await host.Http.Get($"/api/v1/claims/{claim}")).Json["refund"]!["id"]);
        var log = (await host.Http.Get($"/api/v1/claims/{claim}/events")).Json["items"]!.AsArray();
        Assert.Single(log, e => (string?)e!["event"] == "claim.refund-requested/1");
    }

    [Fact] public async Task The_same_refund_request_hears_its_first_answer_another_one_of_the_refund_that_exists()
    {
        var claim = await host.Http.Claimed(await host.Http.Ordered());
        (await host.Http.Tell(claim, "refund")).AssertProblem(409, "invalid-state");
        await host.Http.Resolve(claim);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var first = await host.Http.Tell(claim, "refund", key);
        var again = await host.Http.Tell(claim, "refund", key);
        var other = await host.Http.Tell(claim, "refund");

        Assert.Equal((202, 202, 200), (first.Status, again.Status, other.Status));
        Assert.Equal((null, "true", null), (
            first.Header("Idempotent-Replayed"), again.Header("Idempotent-Replayed"),
            other.Header("Idempotent-Replayed")));
        Assert.Equal([first.Text], new[] { first.Text, again.Text, other.Text }.Distinct());
    }

    [Fact] public async Task Its_refund_pays_what_the_preview_said_and_the_claim_hears_of_its_end()
    {
        var order = await host.Http.Ordered();
        var claim = await host.Http.Claimed(order, "serviceComplaint");
        await host.Http.Resolve(claim);
        var preview = await host.Http.Get($"/api/v1/claims/{claim}/refund/preview");
        var refund = await host.Http.Tell(claim, "refund");
        await Ended(claim);

        Assert.Equal(149, (int)preview.Json["amount"]!["amount"]!);
        Assert.Equal(149, (int)(await host.Http.Get($"/api/v1/payments/{order}")).Json["refunded"]!["amount"]!);
        Assert.Equal(preview.Text, (await host.Http.Get($"/api/v1/claims/{claim}/refund/preview")).Text);
        // What came by itself is nobody's change: the agent who saw the request may close.
        Assert.Equal(200, (await host.Http.Tell(claim, "close", ("If-Match", refund.Header("ETag")!))).Status);
        Assert.Equal(claim, (string?)(await host.Http.Tell(claim, "refund")).Json["refundId"]);
        (await host.Http.Tell(claim, "reopen")).AssertProblem(409, "invalid-state");
    }

    private Task Ended(string claim) => Eventually.Is(
        async () =>
            (string?)(await host.Http.Get($"/api/v1/claims/{claim}")).Json["refund"]!["status"] == "completed",
        "the refund's end");

    private static object Of(string orderId, object line) =>
        new { customerId = "ana", type = "productDefect", description = "Open bag.", orderId, lines = new[] { line } };

    private async Task Refused(int status, string slug, object body)
    {
        var key = Guid.NewGuid().ToString();
        (await host.Http.Claim(body, ("Idempotency-Key", key))).AssertProblem(status, slug);
        var id = PosSaga.Api.Idempotency.IdOf("demo", "POST", "/api/v1/claims", key);
        Assert.Equal(404, (await host.Http.Get($"/api/v1/claims/{id}")).Status);
        // Only what was said, for whoever asks again with the same key.
        var said = (await Journal($"claim/demo/{id}")).Events;
        Assert.All(said, e => Assert.Equal("claim.refused/1", e.Type));
        Assert.True(said.Count <= 1, $"{said.Count} events");

        var again = await host.Http.Claim(body, ("Idempotency-Key", key));
        again.AssertProblem(status, slug);
        Assert.Equal(said.Count == 1 ? "true" : null, again.Header("Idempotent-Replayed"));
        var head = await host.Head();
        (await host.Http.Claim(body)).AssertProblem(status, slug);
        Assert.DoesNotContain(
            (await host.Services.GetRequiredService<PosSaga.Journal.IJournalFeed>().ReadAll(head, 1_000)).Events,
            e => e.Type == "claim.refused/1");
    }

    private Task<PosSaga.Journal.StreamSlice> Journal(string stream) =>
        ((PosSaga.Journal.IEventJournal)host.Services.GetService(typeof(PosSaga.Journal.IEventJournal))!)
            .Read(stream, 0, 10);
}
