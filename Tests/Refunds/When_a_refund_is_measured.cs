using System.Globalization;
using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Refunds;

/// <summary>Operators see the streams in Orleans' own meters, by the way that /metrics goes.</summary>
public sealed class When_a_refund_is_measured
{
    [Fact]
    public async Task Orleans_counts_agents_and_what_they_read_and_deliver()
    {
        await using var metrics = await ScrapedMetrics.Start();
        await using var side = await RefundSide.Open(
            $"Data Source={Path.Combine(Path.GetTempPath(), $"pos-saga-meters-{Guid.NewGuid():N}")}");
        var shop = side.Shop;
        await shop.Open();
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect);
        var before = await metrics.Scrape();
        await shop.AskRefund("c-1");
        Assert.Equal(RefundStatus.Completed, (await shop.UntilOver("c-1")).Status);

        // Requested, reserved, restocked, settled, completed; each to several subscribers. Other tests may count, too.
        var after = await metrics.Scrape();
        var (read, sent) = (Read(after) - Read(before), Sent(after) - Sent(before));
        Assert.True(read >= 5, $"{read} messages read");
        Assert.True(sent >= 10, $"{sent} messages sent");
        Assert.True(Sum(after, "orleans_streams_persistent_stream_pulling_agents", "journal") >= 8);
        Assert.True(Sum(after, "orleans_streams_persistent_stream_pubsub_cache_size", "journal") >= 1);
        Assert.Contains("grain_type=\"refund-payment\"", after, StringComparison.Ordinal);
    }

    private static double Read(string scraped) =>
        Sum(scraped, "orleans_streams_persistent_stream_messages_read_total", "journal");

    private static double Sent(string scraped) =>
        Sum(scraped, "orleans_streams_persistent_stream_messages_sent_total", "journal");

    private static double Sum(string scraped, string name, string label) => scraped.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal)
            && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
