using PosSaga.Load;
using PosSaga.Tests.Cluster.Support;
using PosSaga.Tests.Journal;
using PosSaga.Tests.Killing.Support;
using Xunit.Abstractions;

namespace PosSaga.Tests.Cluster;

/// <summary>Two silos share the streams of two hundred refunds, and one of them is killed hard in the middle: the other
/// takes over, every refund ends, money and goods balance, and everybody is told once.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_a_silo_dies_while_refunds_run(ITestOutputHelper output)
{
    // Many refunds wait for their payment at the moment of the kill.
    private const int GatewayLatencyMs = 100;

    [PostgresServerTheory, InlineData(0), InlineData(1)]
    public async Task The_other_brings_every_refund_to_its_end(int dies)
    {
        await using var cluster = await SiloCluster.Start(silos: 2);
        await using var shop = await Shop.Prepare(cluster.Api.Url, RefundRush.Skus, stores: 1);
        var rush = new RefundRush(shop);
        await rush.MisbehaveAtGateway(GatewayLatencyMs);
        var refunds = await rush.Prepare();
        var asking = rush.Ask(refunds);
        // In the middle of the first half: many are before it, some are behind it.
        await rush.HasGone(refunds[refunds.Count / 4], steps: 3);
        var killed = await cluster.Silos[dies].Kill();
        await asking;

        var books = new RefundBooks(shop, rush.Wanted);
        var begun = Moments.Now;
        await books.Close();
        output.WriteLine(
            $"the last end came {Moments.MicrosBetween(begun, Moments.Now) / 1000} ms after the last answer\n"
            + string.Join(", ", books.Ends.Select(end => $"{end.Value} {end.Key}")));

        Assert.Equal(RefundRush.Refunds, rush.Wanted.Count);
        Assert.Contains(books.Histories, steps => steps[^1].At > killed);
        Assert.Empty(await books.Check(cluster.Home.Gateway!));
        Assert.True(books.Ends.Count > 1, "The gateway refused nothing.");
    }
}
