using System.Net;
using System.Text.Json.Nodes;
using PosSaga.Tests.Journal;
using PosSaga.Tests.Killing.Support;

namespace PosSaga.Tests.Killing;

/// <summary>A process stays in service without its database: it says so itself, to callers, to operators and to
/// Prometheus, and goes on by itself.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_PostgreSQL_goes_away_and_nobody_orders
{
    [PostgresServerFact]
    public async Task It_is_degraded_answers_503_and_says_so_in_its_metrics()
    {
        await using var home = await PostgresHome.Create();
        await using var system = await SystemProcess.Start(home, SystemProcess.FreePort());
        using var http = new HttpClient { BaseAddress = system.Url };
        http.DefaultRequestHeaders.Add("X-Api-Key", "demo-store");
        await Is(http, "ready", 1);

        await home.Server.Stop("fast");
        await Is(http, "degraded", 0);
        using (var answer = await http.GetAsync("/api/v1/products/no-such"))
            AssertUnavailable(answer);
        using (var answer = await http.GetAsync("/api/v1/orders"))
            AssertUnavailable(answer);

        // A pool that nobody named would be named by its connection string: host and user.
        Assert.DoesNotContain("Host=", await http.GetStringAsync("/metrics"), StringComparison.OrdinalIgnoreCase);

        await home.Server.Start();
        await Is(http, "ready", 1);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/orders")).StatusCode);
        Assert.False(system.HasExited);
    }

    private static async Task Is(HttpClient http, string status, int up)
    {
        await Eventually.Is(
            async () =>
            {
                using var answer = await http.GetAsync("/health/ready");
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["status"] == status;
            },
            $"that it is {status}");
        await Eventually.Is(
            async () => (await http.GetStringAsync("/metrics"))
                .Contains($"\ndatabase_up{{}} {up}\n", StringComparison.Ordinal),
            $"that database_up is {up}");
    }

    private static void AssertUnavailable(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
