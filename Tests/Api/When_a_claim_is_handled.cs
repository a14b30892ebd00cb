using System.Text.Json.Nodes;

namespace PosSaga.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class When_a_claim_is_handled(ApiHost host)
{
    private static readonly string[] Commands = ["assign", "start", "resolve", "close", "reopen", "refund"];

    // What is done to come to each state, and what that state allows.
    private static readonly Dictionary<string, (string[] Way, string[] Allowed)> States = new(StringComparer.Ordinal)
    {
        ["created"] = ([], ["assign"]),
        ["assigned"] = (["assign"], ["assign", "start"]),
        ["inProgress"] = (["assign", "start"], ["assign", "resolve"]),
        ["resolved"] = (["assign", "start", "resolve"], ["close", "reopen"]),
        ["closed"] = (["assign", "start", "resolve", "close"], ["reopen"]),
    };

    [Theory]
    [InlineData("created")]
    [InlineData("assigned")]
    [InlineData("inProgress")]
    [InlineData("resolved")]
    [InlineData("closed")]
    public async Task What_its_state_does_not_allow_is_409_names_the_state_and_changes_nothing(string state)
    {
        var claim = await In(state);
        var before = await host.Http.Get($"/api/v1/claims/{claim}");
        foreach (var command in Commands.Except(States[state].Allowed))
        {
            var refused = await host.Http.Tell(claim, command);
            refused.AssertProblem(409, "invalid-state");
            if (command != "refund" || state != "resolved")
                Assert.Contains($" {state};", (string?)refused.Json["detail"], StringComparison.Ordinal);
        }

        Assert.Equal(before.Text, (await host.Http.Get($"/api/v1/claims/{claim}")).Text);
    }

    [Theory]
    [InlineData("created")]
    [InlineData("assigned")]
    [InlineData("inProgress")]
    [InlineData("resolved")]
    [InlineData("closed")]
    public async Task What_its_state_allows_is_done(string state)
    {
        foreach (var command in States[state].Allowed)
            Assert.Equal((command, 200), (command, (await host.Http.Tell(await In(state), command)).Status));
    }

    [Fact] public async Task A_closed_claim_cannot_be_assigned()
    {
        var claim = await In("closed");
        (await host.Http.Tell(claim, "assign")).AssertProblem(409, "invalid-state");
        Assert.Equal("closed", (string?)(await host.Http.Get($"/api/v1/claims/{claim}")).Json["status"]);
    }

    [Fact] public async Task It_goes_its_way_and_tells_the_time_of_each_step()
    {
        var claim = await In("closed");
        var json = (await host.Http.Get($"/api/v1/claims/{claim}")).Json;
        Assert.Equal(
            ("agent-7", "Money back.", 5),
            ((string?)json["assignedAgent"], (string?)json["resolution"], (int)json["version"]!));
        var times = new[] { "createdAt", "assignedAt", "startedAt", "resolvedAt", "closedAt" }
            .Select(name => DateTimeOffset.Parse((string)json[name]!, null)).ToList();
        Assert.Equal(times.Order(), times);

        var reopened = (await host.Http.Tell(claim, "reopen")).Json;
        Assert.Equal(("assigned", 6), ((string?)reopened["status"], (int)reopened["version"]!));
    }

    [Fact] public async Task Its_moves_are_counted()
    {
        await In("closed");
        var metrics = (await host.Http.Get("/metrics", null)).Text;
        Assert.Matches(@"(?m)^claims_created_total(\{\})? [1-9]", metrics);
        foreach (var (from, to) in ((string, string)[])
            [
                ("created", "assigned"), ("assigned", "inProgress"), ("inProgress", "resolved"), ("resolved", "closed"),
            ])
            Assert.Matches(
                $"(?m)^claims_status_changes_total{{from_status=\"{from}\",to_status=\"{to}\"}} [1-9]", metrics);
    }

    [Fact] public async Task An_unknown_claim_is_404_whatever_it_is_told()
    {
        foreach (var command in Commands)
            (await host.Http.Tell("no-such-claim", command)).AssertProblem(404, "not-found");
        foreach (var path in (string[])["", "?asOf=2026-01-31T12:00:00Z", "/events", "/refund/preview"])
            (await host.Http.Get("/api/v1/claims/no-such-claim" + path)).AssertProblem(404, "not-found");
    }

    [Fact] public async Task Another_tenant_does_not_see_it()
    {
        var claim = await host.Http.Claimed();
        (await host.Http.Get($"/api/v1/claims/{claim}", ApiHost.OtherTenantsKey)).AssertProblem(404, "not-found");
        (await host.Http.Get($"/api/v1/claims/{claim}/events", ApiHost.OtherTenantsKey))
            .AssertProblem(404, "not-found");
    }

    [Fact] public async Task It_is_shown_as_it_was()
    {
        var claim = await host.Http.Claimed();
        var created = (await host.Http.Get($"/api/v1/claims/{claim}")).Json;
        await host.Http.Resolve(claim);

        var then = await host.Http.Get($"/api/v1/claims/{claim}?asOf={(string)created["createdAt"]!}");
        Assert.Equal(created.ToJsonString(), then.Json.ToJsonString());
        var escaped = await host.Http.Get(
            $"/api/v1/claims/{claim}?asOf={Uri.EscapeDataString((string)created["createdAt"]!)}");
        Assert.Equal(then.Text, escaped.Text);
        Assert.Null(then.Header("ETag"));
        (await host.Http.Get($"/api/v1/claims/{claim}?asOf=2020-01-01T00:00:00Z")).AssertProblem(404, "not-found");
        (await host.Http.Get($"/api/v1/claims/{claim}?asOf=yesterday")).AssertProblem(400, "validation");
        (await host.Http.Get($"/api/v1/claims/{claim}?asOf=2020-01-01&asOf=2021-01-01"))
            .AssertProblem(400, "validation");
    }

    [Fact] public async Task Its_log_is_readable_page_by_page()
    {
        var claim = await In("closed");
        var all = (await host.Http.Get($"/api/v1/claims/{claim}/events")).Json;
        Assert.Equal(
            ["claim.created/1", "claim.assigned/1", "claim.started/1", "claim.resolved/1", "claim.closed/1"],
            all["items"]!.AsArray().Select(e => (string?)e!["event"]));
        Assert.Null(all["nextCursor"]);
        Assert.Equal("Open bag.", (string?)all["items"]![0]!["data"]!["description"]);
        Assert.Equal("Money back.", (string?)all["items"]![3]!["data"]!["resolution"]);
        Assert.Equal("demo-agent", (string?)all["items"]![3]!["actor"]);

        var first = (await host.Http.Get($"/api/v1/claims/{claim}/events?limit=3")).Json;
        var rest =
            (await host.Http.Get($"/api/v1/claims/{claim}/events?limit=3&cursor={(string)first["nextCursor"]!}")).Json;
        Assert.Equal((3, 2), (first["items"]!.AsArray().Count, rest["items"]!.AsArray().Count));
        Assert.Null(rest["nextCursor"]);
    }

    private async Task<string> In(string state)
    {
        var claim = await host.Http.Claimed();
        JsonNode? json = null;
        foreach (var command in States[state].Way)
            json = (await host.Http.Tell(claim, command)).Json;
        Assert.True(json is null || (string?)json["status"] == state);
        return claim;
    }
}
