using System.Text.Json.Nodes;
using PosSaga.Tests.Support;

namespace PosSaga.Tests.Api;

/// <summary>One word about many refunds: found by a filter or named, tried dry first, each outcome on record.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_operators_act_on_many_refunds(ApiHost host)
{
    private const string Actions = "/api/v1/refunds/actions";

    [Theory]
    [InlineData("""{"action":"retry","reason":"why"}""")]
    [InlineData("""{"action":"retry","reason":"why","ids":["a"],"filter":{"status":"failed"}}""")]
    [InlineData("""{"action":"retry","reason":"why","filter":{"olderThan":"soon"}}""")]
    [InlineData("""{"action":"retry","reason":"why","ids":[]}""")]
    [InlineData("""{"action":"retry","reason":"why","ids":["no such id!"]}""")]
    [InlineData("""{"action":"retry","reason":" ","ids":["a"]}""")]
    [InlineData("""{"action":"compensate","reason":"why","ids":["a"]}""")]
    public async Task What_is_not_clear_is_refused(string body) => (await Act(body)).AssertProblem(400, "validation");

    [Fact] public async Task One_that_nobody_started_is_404()
    {
        (await host.Http.Get($"{Actions}/nobodys", Calls.Ops)).AssertProblem(404, "not-found");
        foreach (var word in (string[])["retry", "resolve"])
            (await host.Http.Post($"/api/v1/refunds/nobodys/{word}", new { reason = "why" }, Calls.Ops))
                .AssertProblem(404, "not-found");
    }

    [Fact] public async Task A_dry_run_only_counts()
    {
        var reply = await Act("""{"action":"retry","reason":"looking","ids":["a","b","a"],"dryRun":true}""");
        Assert.Equal((200, 2), (reply.Status, (int)reply.Json["matched"]!));
        Assert.Null(reply.Json["actionId"]);
    }

    [Fact] public async Task The_same_key_is_the_same_action()
    {
        const string body = """{"action":"resolve","reason":"twice","ids":["nobody-3"]}""";
        var (first, again) = (await Act(body, "act-once-on-refunds"), await Act(body, "act-once-on-refunds"));
        Assert.Equal((string?)first.Json["actionId"], (string?)again.Json["actionId"]);
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        (await Act("""{"action":"resolve","reason":"other","ids":["nobody-3"]}""", "act-once-on-refunds"))
            .AssertProblem(422, "idempotency-key-reused");
    }

    /// <summary>A claim's refund that failed was failed for ever.</summary>
    [Fact] public async Task Failed_ones_are_found_by_their_reason_and_tried_again()
    {
        var sku = await host.Http.Product(1299);
        var order = await host.Http.Bought((sku, 1));
        var claim = await host.Http.Complained((string)order["id"]!, "productDefect", (sku, 1, "resellable"));
        await Store(new { refuseConfirmations = false, refuseReturnsOf = sku });
        try
        {
            Assert.Equal("failed", (string?)(await host.Http.Refunded(claim))["status"]);
        }
        finally
        {
            await Store(new { refuseConfirmations = false });
        }

        await Eventually.Is(
            async () => (await host.Http.Get("/api/v1/refunds/groups?status=failed", Calls.Ops)).Json["items"]!
                .AsArray().Any(group => (string?)group!["reason"] == "restock-refused"),
            "the failed refund is in its group");
        var stuck = await host.Http.Post(
            $"/api/v1/refunds/{claim}/resolve", new { reason = "by hand" }, Calls.Ops);
        stuck.AssertProblem(409, "invalid-state");
        Assert.Equal("refund-not-stuck", (string?)stuck.Json["code"]);

        var started = await Act("""
            {"action":"retry","reason":"they take them again","filter":{"status":"failed","reason":"restock-refused"}}
            """);
        Assert.Equal(202, started.Status);
        var action = await Finished((string)started.Json["actionId"]!);
        Assert.Equal(("they take them again", "demo-ops"), ((string?)action["reason"], (string?)action["by"]));
        var outcome = action["outcomes"]!.AsArray().Single(one => (string?)one!["refundId"] == claim)!;
        Assert.True((bool)outcome["done"]!);

        Assert.Equal("completed", (string?)(await host.Http.RefundIs(claim, "completed"))["status"]);
        var refund = await host.Http.Get($"/api/v1/refunds/{claim}");
        Assert.Equal(2, (int)refund.Json["attempt"]!);
        Assert.Equal((1494, 1494, 0, 0), await host.Http.PaymentOf(order));
        Assert.Equal((RefundCalls.InStock, 0, 0), await host.Http.Pieces(sku));
        await Eventually.Is(
            async () => (await host.Http.Get("/api/v1/audit?event=refund.operator-retried/1", "demo-auditor"))
                .Json["items"]!.AsArray().Select(entry => (string)entry!["stream"]!)
                .Any(stream => stream.EndsWith(claim, StringComparison.Ordinal)),
            "who had it tried again is in the audit");
    }

    private async Task<JsonNode> Finished(string id)
    {
        JsonNode action = new JsonObject();
        await Eventually.Is(
            async () =>
            {
                action = (await host.Http.Get($"{Actions}/{id}", Calls.Ops)).Json;
                return (bool)action["finished"]!;
            },
            "the action came to its end");
        return action;
    }

    private async Task Store(object faults) =>
        Assert.Equal(200, (await host.Http.Put("/api/v1/simulation/faults", faults, Calls.Platform)).Status);

    private Task<Reply> Act(string body, string? key = null) => key is null
        ? host.Http.Post(Actions, body, Calls.Ops)
        : host.Http.Post(Actions, body, Calls.Ops, ("Idempotency-Key", key));
}
