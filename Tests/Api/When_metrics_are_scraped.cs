using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using PosSaga.Silo.Metrics;

namespace PosSaga.Tests.Api;

public sealed partial class When_metrics_are_scraped : IDisposable
{
    private readonly Meter _meter = new("PosSaga");
    private readonly MetricsCollector _metrics = new();

    public When_metrics_are_scraped() => _metrics.StartAsync(CancellationToken.None);

    public void Dispose()
    {
        _metrics.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_per_label_set()
    {
        var counter = _meter.CreateCounter<long>("test_sales_total", description: "Sales.");
        counter.Add(2, new KeyValuePair<string, object?>("store.id", "1"), new("ok", true));
        counter.Add(3, new KeyValuePair<string, object?>("ok", true), new("store.id", "1"));
        counter.Add(1, new KeyValuePair<string, object?>("store.id", "a\"b\\c\nd"));

        var text = _metrics.Expose();

        Assert.Contains(
            "# HELP test_sales_total Sales.\n# TYPE test_sales_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("test_sales_total{ok=\"true\",store_id=\"1\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("""test_sales_total{store_id="a\"b\\c\nd"} 1""", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound()
    {
        var histogram = _meter.CreateHistogram<double>("test_duration_seconds");
        foreach (var seconds in (double[])[0.001, 0.2, 0.2, 60])
            histogram.Record(seconds);

        var text = _metrics.Expose();

        Assert.Contains("test_duration_seconds_bucket{le=\"0.001\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{le=\"0.25\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{le=\"30\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{le=\"+Inf\"} 4\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_sum 60.401\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_count 4\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Gauges_go_up_and_down()
    {
        var active = _meter.CreateUpDownCounter<int>("test_active_count");
        active.Add(3);
        active.Add(-1);
        _meter.CreateObservableGauge(
            "test_lag_seconds",
            () => new Measurement<double>(1.5, new KeyValuePair<string, object?>("model", "orders")));

        var text = _metrics.Expose();

        Assert.Contains("# TYPE test_active_count gauge\ntest_active_count 2\n", text, StringComparison.Ordinal);
        Assert.Contains("test_lag_seconds{model=\"orders\"} 1.5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gauge_that_is_observed_no_more_is_gone()
    {
        int[] mine = [0, 1];
        _meter.CreateObservableGauge("test_owned_seconds", () => mine.Select(
            partition => new Measurement<int>(7, new KeyValuePair<string, object?>("partition", partition))));
        Assert.Equal(2, SetsOf(_metrics.Expose(), "test_owned_seconds"));

        mine = [1];

        var text = _metrics.Expose();
        Assert.Equal(1, SetsOf(text, "test_owned_seconds"));
        Assert.Contains("test_owned_seconds{partition=\"1\"} 7\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Label_sets_are_bounded_and_what_is_dropped_is_counted()
    {
        var counter = _meter.CreateCounter<long>("test_unbounded_total");
        for (var i = 0; i < LabelSets.Max + 7; i++)
            counter.Add(1, new KeyValuePair<string, object?>("customer", i));

        var text = _metrics.Expose();

        Assert.Equal(LabelSets.Max, SetsOf(text, "test_unbounded_total"));
        Assert.Contains(
            "metrics_dropped_total{instrument=\"test_unbounded_total\"} 7\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_record_at_once()
    {
        var counter = _meter.CreateCounter<long>("test_busy_total");
        var histogram = _meter.CreateHistogram<double>("test_busy_seconds");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 25_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("store", i % 7));
                histogram.Record(0.5);
            }
        })));

        var text = _metrics.Expose();

        Assert.Equal(100_000, Numbers(text, "test_busy_total{").Sum());
        Assert.Contains("test_busy_seconds_sum 50000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_is_of_the_format()
    {
        foreach (var line in _metrics.Expose().Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Matches(Line(), line);
    }

    private static int SetsOf(string text, string name) =>
        text.Split('\n').Count(line => line.StartsWith(name + "{", StringComparison.Ordinal));

    private static IEnumerable<long> Numbers(string text, string start) =>
        from line in text.Split('\n')
        where line.StartsWith(start, StringComparison.Ordinal)
        select long.Parse(line[(line.LastIndexOf(' ') + 1)..], null);

    [GeneratedRegex("""^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\})? ([-+]?[0-9.]+(E[-+]?[0-9]+)?|[-+]Inf|NaN))$""")]
    private static partial Regex Line();
}
