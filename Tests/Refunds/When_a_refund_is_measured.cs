using System.Globalization;
using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Silo.Metrics;

namespace PosSaga.Tests.Refunds;

/// <summary>Operators see the streams in Orleans' own meters, by the way that /metrics goes.</summary>
public sealed class When_a_refund_is_measured
{
    [Fact]
    public async Task Orleans_counts_agents_and_what_they_read_and_deliver()
    {
        using var metrics = new MetricsCollector();
        await metrics.StartAsync(default);
        await using var side = await RefundSide.Open(
            $"Data Source={Path.Combine(Path.GetTempPath(), $"pos-saga-meters-{Guid.NewGuid():N}")}");
        var shop = side.Shop;
        await shop.Open();
        await shop.Sell("o-1");
        await shop.Resolve("c-1", "o-1", ClaimType.ProductDefect);
        var (read, sent) = (Read(metrics), Sent(metrics));
        await shop.AskRefund("c-1");
        Assert.Equal(RefundStatus.Completed, (await shop.UntilOver("c-1")).Status);

        // Requested, reserved, restocked, settled, completed; each to several subscribers. Other tests may count, too.
        Assert.True(Read(metrics) - read >= 5, $"{Read(metrics) - read} messages read");
        Assert.True(Sent(metrics) - sent >= 10, $"{Sent(metrics) - sent} messages sent");
        Assert.True(Sum(metrics, "orleans_streams_persistent_stream_pulling_agents", "journal") >= 8);
        Assert.True(Sum(metrics, "orleans_streams_persistent_stream_pubsub_cache_size", "journal") >= 1);
        Assert.Contains("grain_type=\"refund-payment\"", metrics.Expose(), StringComparison.Ordinal);
    }

    private static double Read(MetricsCollector metrics) =>
        Sum(metrics, "orleans_streams_persistent_stream_messages_read_total", "journal");

    private static double Sent(MetricsCollector metrics) =>
        Sum(metrics, "orleans_streams_persistent_stream_messages_sent_total", "journal");

    private static double Sum(MetricsCollector metrics, string name, string label) => metrics.Expose().Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal)
            && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
