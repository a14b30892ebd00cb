using PosSaga.Tests.Api;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>A dashboard that asks for a name nobody exposes stays empty, and an alert never comes: nobody would
/// notice.</summary>
[Collection(ApiCollection.Name)]
public sealed class What_is_watched_exists(ApiHost api)
{
    [Fact]
    public async Task Every_metric_of_a_dashboard_or_an_alert_is_exposed()
    {
        var known = await Exposed();
        known.UnionWith(KnownMetrics.OfPrometheus);
        known.UnionWith(KnownMetrics.OfClients);
        known.UnionWith(KnownMetrics.OfPools);
        Assert.Empty(Unknown(Watched.Everything, known));
    }

    [Fact]
    public async Task A_name_that_somebody_made_up_is_found()
    {
        var known = await Exposed();
        Watch made = new(
            "a dashboard", """sum by (step) (rate(saga_imagined_total{step="Finish"}[5m])) / sum(saga_active_count)""");
        Assert.Equal(["a dashboard: saga_imagined_total"], Unknown([made], known));
    }

    [Theory]
    [InlineData("up == 0", "up")]
    [InlineData("""count by (x) (label_replace({a="b"}, "x", "$1", "__name__", "(.+)"))""")]
    [InlineData("""a_total{b="c}d",e=~"f.*"}[5m] offset 15m""", "a_total")]
    [InlineData("sum by (le, b) (rate(a_bucket[$__rate_interval])) > 1.5e3", "a_bucket")]
    [InlineData("a and on (b) c unless ignoring(d) group_left(e) f", "a", "c", "f")]
    [InlineData("(count(up == 1) or vector(0)) < 2", "up")]
    [InlineData("a:b:c * inf", "a:b:c")]
    public void An_expression_names_its_metrics(string expression, params string[] metrics) =>
        Assert.Equal(metrics, PromQl.Metrics(expression));

    private static List<string> Unknown(IEnumerable<Watch> watches, HashSet<string> known) =>
    [
        .. from watch in watches
           from name in PromQl.Metrics(watch.Expression)
           where !known.Contains(name)
           select $"{watch.Where}: {name}",
    ];

    // The whole system runs here, so that every instrument of the framework and of Orleans is made.
    private async Task<HashSet<string>> Exposed()
    {
        KnownMetrics.MakeAllInstruments();
        var instruments = KnownMetrics.OfInstruments();
        Assert.Superset(KnownMetrics.In(await api.Http.GetStringAsync("/metrics")), instruments);
        return instruments;
    }
}
