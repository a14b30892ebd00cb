using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using PosSaga.Silo.Metrics;

namespace PosSaga.Tests.Api;

public sealed partial class When_metrics_are_scraped : IAsyncLifetime, IDisposable
{
    private readonly Meter _meter = new("PosSaga");
    private ScrapedMetrics _metrics = null!;

    public async Task InitializeAsync() => _metrics = await ScrapedMetrics.Start();

    public async Task DisposeAsync() => await _metrics.DisposeAsync();

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task A_counter_adds_up_per_label_set()
    {
        var counter = _meter.CreateCounter<long>("test_sales_total", description: "Sales.");
        counter.Add(2, new KeyValuePair<string, object?>("store.id", "1"), new("ok", true));
        counter.Add(3, new KeyValuePair<string, object?>("ok", true), new("store.id", "1"));
        counter.Add(1, new KeyValuePair<string, object?>("store.id", "a\"b\\c\nd"));

        var text = await _metrics.Scrape();

        Assert.Contains(
            "# TYPE test_sales_total counter\n# HELP test_sales_total Sales.\n", text, StringComparison.Ordinal);
        Assert.Contains("test_sales_total{ok=\"true\",store_id=\"1\"} 5\n", text, StringComparison.Ordinal);
        Assert.Contains("""test_sales_total{store_id="a\"b\\c\nd"} 1""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_histogram_counts_up_to_each_bound()
    {
        var histogram = _meter.CreateHistogram<double>("test_duration_seconds");
        foreach (var seconds in (double[])[0.001, 0.2, 0.2, 60])
            histogram.Record(seconds);

        var text = await _metrics.Scrape();

        Assert.Contains("test_duration_seconds_bucket{le=\"0.001\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{le=\"0.25\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{le=\"30\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_bucket{le=\"+Inf\"} 4\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_sum{} 60.401\n", text, StringComparison.Ordinal);
        Assert.Contains("test_duration_seconds_count{} 4\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gauges_go_up_and_down()
    {
        var active = _meter.CreateUpDownCounter<int>("test_active_count");
        active.Add(3);
        active.Add(-1);
        _meter.CreateObservableGauge(
            "test_lag_seconds",
            () => new Measurement<double>(1.5, new KeyValuePair<string, object?>("model", "orders")));

        var text = await _metrics.Scrape();

        Assert.Contains("# TYPE test_active_count gauge\ntest_active_count{} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("test_lag_seconds{model=\"orders\"} 1.5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gauge_that_is_observed_no_more_is_gone()
    {
        int[] mine = [0, 1];
        _meter.CreateObservableGauge("test_owned_seconds", () => mine.Select(
            partition => new Measurement<int>(7, new KeyValuePair<string, object?>("partition", partition))));
        Assert.Equal(2, SetsOf(await _metrics.Scrape(), "test_owned_seconds"));

        mine = [1];

        var text = await _metrics.Scrape();
        Assert.Equal(1, SetsOf(text, "test_owned_seconds"));
        Assert.Contains("test_owned_seconds{partition=\"1\"} 7\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_sets_are_bounded_and_what_is_beyond_is_one_that_says_so()
    {
        var counter = _meter.CreateCounter<long>("test_unbounded_total");
        for (var i = 0; i < PrometheusMetrics.MaxLabelSets + 7; i++)
            counter.Add(1, new KeyValuePair<string, object?>("customer", i));

        var text = await _metrics.Scrape();

        Assert.Equal(PrometheusMetrics.MaxLabelSets, SetsOf(text, "test_unbounded_total") - 1);
        Assert.Contains(
            "test_unbounded_total{otel_metric_overflow=\"true\"} 7\n", text, StringComparison.Ordinal);
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

        var text = await _metrics.Scrape();

        Assert.Equal(100_000, Numbers(text, "test_busy_total{").Sum());
        Assert.Contains("test_busy_seconds_sum{} 50000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_instrument_made_in_two_places_is_one_metric()
    {
        using var elsewhere = new Meter("PosSaga");
        foreach (var meter in (Meter[])[_meter, elsewhere])
            meter.CreateCounter<long>("test_twice_total").Add(1);

        var text = await _metrics.Scrape();

        Assert.Contains("test_twice_total{} 2\n", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), "# TYPE test_twice_total counter");
    }

    [Theory]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5")]
    [InlineData("text/plain; version=1.0.0; escaping=allow-utf-8")]
    public async Task Names_and_bounds_are_the_same_for_every_scraper(string accept)
    {
        _meter.CreateHistogram<double>("test_asked_seconds").Record(1);

        using var answer = await _metrics.Ask(accept);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("test_asked_seconds_bucket{le=\"1\"} 1\n", text, StringComparison.Ordinal);
        // A series of that name; claims_created_total is a counter of ours.
        Assert.DoesNotMatch("_created[{ ]", text);
        Assert.DoesNotContain("otel_scope", text, StringComparison.Ordinal);
        Assert.DoesNotContain("target_info", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_is_of_the_format()
    {
        foreach (var line in (await _metrics.Scrape()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
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
