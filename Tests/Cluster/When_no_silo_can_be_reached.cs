using System.Text;
using PosSaga.Load;
using PosSaga.Tests.Cluster.Support;
using PosSaga.Tests.Deploy.Support;
using PosSaga.Tests.Journal;
using PosSaga.Tests.Killing.Support;

namespace PosSaga.Tests.Cluster;

/// <summary>A front end without silos says so, and when to come again.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_no_silo_can_be_reached
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(45);

    [PostgresServerFact]
    public async Task Requests_are_told_to_come_again_and_served_once_there_is_one()
    {
        await using var cluster = await SiloCluster.Create();
        var api = cluster.LaunchApi();
        using var client = new ApiClient(api.Url, "demo-store");
        await Answers(client, 503);
        Assert.Equal(503, (await client.Get("/health/ready")).Status);
        Assert.Equal(200, (await client.Get("/health/live")).Status);

        var silo = await cluster.AddSilo();
        await api.Ready();
        Assert.Equal(201, (await OpenCart(client)).Status);
        Assert.Empty(KnownMetrics.OfClients.Except(await Exposed(client)));

        Assert.Equal(0, await silo.Terminate(StopMax));
        await Answers(client, 503);
        Assert.NotNull((await OpenCart(client)).RetryAfter);
        Assert.Equal(503, (await client.Get("/health/ready")).Status);

        await cluster.Replace(silo);
        await Answers(client, 201);
        await api.Ready();
        Assert.False(api.HasExited);
    }

    private static Task<Reply> OpenCart(ApiClient client) => client.Post("/api/v1/carts", Bodies.Cart("1", "c-1"));

    private static async Task<HashSet<string>> Exposed(ApiClient client) =>
        KnownMetrics.In(Encoding.UTF8.GetString((await client.Get("/metrics")).Body));

    private static async Task Answers(ApiClient client, int status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await OpenCart(client)).Status is var now && now != status)
        {
            // While it changes: not listening yet, or told to come again. Never an error of ours.
            Assert.Contains(now, new[] { 0, 201, 503 });
            await Task.Delay(50, limit.Token);
        }
    }
}
