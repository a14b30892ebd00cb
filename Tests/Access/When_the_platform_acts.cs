using System.Text.Json.Nodes;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Access;

/// <summary>What it does to all tenants is on record before it is done.</summary>
public sealed class When_the_platform_acts(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly object Quiet = new { failureRate = 0, latencyMs = 0, timeoutRate = 0, outage = false };

    [Fact] public async Task Who_and_what_is_in_the_audit()
    {
        Assert.Equal(200, (await host.Http.Put("/api/v1/simulation/payments", Quiet, Calls.Platform)).Status);
        Assert.Contains(await Acts("PUT /api/v1/simulation/payments"), act =>
            (string?)act["actor"] == "demo-platform"
            && (string?)act["data"]!["detail"] is { } detail && detail.Contains("\"outage\":false", StringComparison.Ordinal));

        Assert.Equal(202, (await host.Http.Post("/api/v1/projections/stock/rebuild?force=true", null, Calls.Platform)).Status);
        Assert.Single(await Acts("POST /api/v1/projections/stock/rebuild?force=true"));
    }

    [Fact] public async Task Looking_at_the_dashboard_is_one_look_an_hour()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, (await host.Http.Get("/dashboard/", Calls.Platform)).Status);
        Assert.Single(await Acts("GET /dashboard"));
    }

    [Theory]
    [InlineData(Calls.Ops), InlineData(Calls.Admin), InlineData(Calls.Store)]
    public async Task Nobody_else_may(string key)
    {
        (await host.Http.Put("/api/v1/simulation/payments", Quiet, key)).AssertProblem(403, "forbidden");
        (await host.Http.Post("/api/v1/audit/verify", null, key)).AssertProblem(403, "forbidden");
        (await host.Http.Post("/api/v1/projections/stock/rebuild", null, key)).AssertProblem(403, "forbidden");
        (await host.Http.Get("/dashboard/", key)).AssertProblem(403, "forbidden");
    }

    [Fact] public async Task A_body_that_is_wrong_is_read_all_the_same() =>
        (await host.Http.Put("/api/v1/simulation/payments", "{\"failureRate\":", Calls.Platform)).AssertProblem(400, "validation");

    private async Task<List<JsonNode>> Acts(string act)
    {
        var acts = new List<JsonNode>();
        await Eventually.Is(
            async () =>
            {
                var audit = await host.Http.Get("/api/v1/audit?event=platform-act.asked/1&limit=200", "demo-auditor");
                acts.Clear();
                foreach (var entry in audit.Json["items"]!.AsArray())
                {
                    var timeline = await host.Http.Get($"/api/v1/timeline/{entry!["correlation"]}", Calls.Ops);
                    acts.AddRange(timeline.Json["entries"]!.AsArray().Select(one => one!)
                        .Where(one => (string?)one["data"]!["act"] == act));
                }
                return acts.Count > 0;
            },
            $"{act} in the audit");
        return acts;
    }
}
