using System.Text.Json.Nodes;
using PosSaga.Tests.Support;

namespace PosSaga.Tests.Api;

/// <summary>One word about many sagas: found by a filter or named, tried dry first, each outcome on record.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_operators_act_on_many(ApiHost host)
{
    private const string Actions = "/api/v1/sagas/actions";

    [Fact]
    public async Task A_dry_run_only_counts()
    {
        var reply = await Act("""{"action":"retry","reason":"looking","ids":["a","b","a"],"dryRun":true}""");
        Assert.Equal(200, reply.Status);
        Assert.Equal(2, (int)reply.Json["matched"]!);
        Assert.Null(reply.Json["actionId"]);
    }

    [Theory]
    [InlineData(10_000, 200)]
    [InlineData(10_001, 400)]
    public async Task So_many_ids_fit_and_one_more_is_refused(int count, int status)
    {
        var ids = string.Join(',', Enumerable.Range(0, count).Select(n => $"\"{n:D64}\""));
        var reply = await Act($$"""{"action":"retry","reason":"looking","ids":[{{ids}}],"dryRun":true}""");
        Assert.Equal(status, reply.Status);
    }

    [Theory]
    [InlineData("""{"action":"compensate","reason":"all of them","filter":{}}""")]
    [InlineData("""{"action":"compensate","reason":"all of them","filter":{},"dryRun":true}""")]
    public async Task A_filter_that_says_nothing_is_refused(string body) =>
        (await Act(body)).AssertProblem(400, "validation");

    [Fact]
    public async Task Each_outcome_is_told()
    {
        var started = await Act(
            """{"action":"retry","reason":"gateway is back","ids":["nobody-1","nobody-2"]}""");
        Assert.Equal((202, 2), (started.Status, (int)started.Json["matched"]!));
        JsonNode action = new JsonObject();
        await Eventually.Is(
            async () =>
            {
                action = (await host.Http.Get($"{Actions}/{started.Json["actionId"]}", Calls.Ops)).Json;
                return (bool)action["finished"]!;
            },
            "the action came to its end");
        Assert.Equal(
            ("gateway is back", "demo-ops", 2),
            ((string?)action["reason"], (string?)action["by"], (int)action["refused"]!));
        Assert.All(
            action["outcomes"]!.AsArray(), outcome => Assert.Equal("order-not-found", (string?)outcome!["code"]));
    }

    [Fact]
    public async Task What_a_filter_finds_is_acted_on()
    {
        var cart = await host.Http.FilledCart();
        var placed = await host.Http.Post("/api/v1/orders", Calls.OrderOf(cart));
        var order = (string)placed.Json["id"]!;
        var found = await host.Http.Call(
            HttpMethod.Get, "/api/v1/sagas/groups?state=completed", null, Calls.Ops,
            ("If-Journal-Position", placed.Header("X-Journal-Position")!));
        Assert.Equal(200, found.Status);
        var started = await Act("""{"action":"resolve","reason":"why","filter":{"state":"completed"}}""");
        JsonNode action = new JsonObject();
        await Eventually.Is(
            async () =>
            {
                action = (await host.Http.Get($"{Actions}/{started.Json["actionId"]}", Calls.Ops)).Json;
                return (bool)action["finished"]!;
            },
            "the action came to its end");
        var outcome = action["outcomes"]!.AsArray().Single(one => (string?)one!["orderId"] == order);
        Assert.Equal("saga-already-final", (string?)outcome!["code"]);
    }

    [Fact]
    public async Task The_same_key_is_the_same_action()
    {
        const string body = """{"action":"compensate","reason":"twice","ids":["nobody-3"]}""";
        var first = await Act(body, "act-once");
        var again = await Act(body, "act-once");
        Assert.Equal((string?)first.Json["actionId"], (string?)again.Json["actionId"]);
        (await Act("""{"action":"compensate","reason":"other","ids":["nobody-3"]}""", "act-once"))
            .AssertProblem(422, "idempotency-key-reused");
    }

    [Theory]
    [InlineData("""{"action":"retry","reason":"why"}""")]
    [InlineData("""{"action":"retry","reason":"why","ids":["a"],"filter":{"state":"waiting"}}""")]
    [InlineData("""{"action":"retry","reason":"why","filter":{"olderThan":"soon"}}""")]
    [InlineData("""{"action":"retry","reason":"why","ids":[]}""")]
    [InlineData("""{"action":"retry","reason":"why","ids":["no such id!"]}""")]
    [InlineData("""{"action":"retry","reason":" ","ids":["a"]}""")]
    public async Task What_is_not_clear_is_refused(string body) => (await Act(body)).AssertProblem(400, "validation");

    [Fact]
    public async Task Groups_say_how_many_stand_where_and_why()
    {
        var reply = await host.Http.Get("/api/v1/sagas/groups?state=completed", Calls.Ops);
        Assert.Equal(200, reply.Status);
        Assert.All(reply.Json["items"]!.AsArray(), group => Assert.Equal("completed", (string?)group!["state"]));
    }

    private Task<Reply> Act(string body, string? key = null) => key is null
        ? host.Http.Post(Actions, body, Calls.Ops)
        : host.Http.Post(Actions, body, Calls.Ops, ("Idempotency-Key", key));
}
