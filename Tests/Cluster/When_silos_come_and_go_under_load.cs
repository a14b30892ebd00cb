using PosSaga.Load;
using PosSaga.Tests.Cluster.Support;
using PosSaga.Tests.Journal;
using PosSaga.Tests.Killing.Support;
using Xunit.Abstractions;

namespace PosSaga.Tests.Cluster;

/// <summary>Processes of a cluster end and begin while tills order; the tills do not give up, and in the end the books must
/// balance.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_silos_come_and_go_under_load(ITestOutputHelper output)
{
    private const int QuickTills = 8;
    private const int SlowTills = 2;

    [PostgresServerFact]
    public async Task One_that_is_killed_hard_loses_nothing_and_may_come_back()
    {
        await using var cluster = await SiloCluster.Start(silos: 3);
        await using var shop = await Selling(cluster);
        // The first has the demonstration's grains and whoever came first after it.
        var killed = cluster.Silos[0];
        await killed.Kill();
        await Goes(shop, "after the kill");
        await cluster.Replace(killed);
        await Goes(shop, "after the return");
        await Balances(cluster, shop);
    }

    [PostgresServerFact]
    public async Task One_more_takes_its_share()
    {
        await using var cluster = await SiloCluster.Start(silos: 1);
        await using var shop = await Selling(cluster);
        await cluster.AddSilo();
        await Goes(shop, "with two silos");
        // The first one leaves in good order: what it held goes on in the second.
        Assert.Equal(0, await cluster.Silos[0].Terminate(TimeSpan.FromSeconds(45)));
        await Goes(shop, "with the second alone");
        await Balances(cluster, shop);
    }

    [PostgresServerFact]
    public async Task All_are_stopped_and_started_again()
    {
        await using var cluster = await SiloCluster.Start(silos: 2);
        await using var shop = await Selling(cluster);
        await Task.WhenAll(cluster.Silos.Select(silo => silo.Terminate(TimeSpan.FromSeconds(45))));
        await Task.WhenAll(cluster.Silos.ToList().Select(cluster.Replace));
        await Goes(shop, "after all were away");
        await Balances(cluster, shop);
    }

    [PostgresServerFact]
    public async Task PostgreSQL_is_restarted_under_them()
    {
        await using var cluster = await SiloCluster.Start(silos: 2);
        await using var shop = await Selling(cluster);
        await cluster.Home.Server.Stop("immediate");
        await cluster.Home.Server.Start();
        await Goes(shop, "after the restart");
        Assert.All(cluster.Silos, silo => Assert.False(silo.HasExited, silo.Output));
        await Balances(cluster, shop);
    }

    private static async Task<Shop> Selling(SiloCluster cluster)
    {
        var shop = await Shop.Prepare(cluster.Api.Url);
        shop.Witness = cluster.Complaints;
        shop.Open(QuickTills, SlowTills);
        await shop.Sells(orders: 20);
        return shop;
    }

    private async Task Goes(Shop shop, string when)
    {
        var begun = Moments.Now;
        await shop.Sells(orders: 1);
        output.WriteLine($"the next order is answered {Moments.MicrosBetween(begun, Moments.Now) / 1000} ms {when}");
        await shop.Sells(orders: 40);
    }

    private async Task Balances(SiloCluster cluster, Shop shop)
    {
        await shop.Close();
        var books = await shop.Audit(cluster.Home.Gateway);
        output.WriteLine($"{books.Orders} orders, {books.Completed} completed, {books.Failed} failed\n{shop.Outcomes()}");
        Assert.Empty(books.Imbalances);
        Assert.Equal(0, books.NeedOperator);
        // Told to come again, with a time; never an error of ours.
        Assert.False(
            shop.Recorder.Outcomes.Any(outcome => outcome.Key.EndsWith(": 500", StringComparison.Ordinal)
                || outcome.Key.Contains("503 without", StringComparison.Ordinal)),
            cluster.Api.Output);
    }
}
