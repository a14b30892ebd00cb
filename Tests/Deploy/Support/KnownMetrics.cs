using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using PosSaga.Silo.Metrics;

namespace PosSaga.Tests.Deploy.Support;

/// <summary>The names that a scrape of the running system may answer with, and the few that come from elsewhere.</summary>
internal static class KnownMetrics
{
    /// <summary>Prometheus makes these itself.</summary>
    public static readonly string[] OfPrometheus = ["up"];

    /// <summary>Of a front end without a silo, and of nothing else: a test of the cluster scrapes one.</summary>
    public static readonly string[] OfClients = ["orleans_client_connected_gateways"];

    /// <summary>Of a process whose journal is on PostgreSQL; a test of its own scrapes one.</summary>
    public static readonly string[] OfPools =
    [
        "db_client_connection_count", "db_client_connection_max", "db_client_connection_npgsql_pending_requests",
        "db_client_connection_npgsql_timeouts_total",
    ];

    /// <summary>An instrument is made with the class that holds it, often only at its first use.</summary>
    public static void MakeAllInstruments()
    {
        foreach (var project in (string[])["Grains", "Journal", "Journal.Providers", "ReadModels", "Silo", "ApiFrontend"])
            foreach (var type in Assembly.Load($"PosSaga.{project}").GetTypes().Where(HoldsInstruments))
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
    }

    /// <summary>Every name that a query may use, of the instruments of this process: one without a measurement yet is
    /// in no scrape.</summary>
    public static HashSet<string> OfInstruments()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (PrometheusMetrics.Meters.Contains(instrument.Meter.Name) && PrometheusMetrics.IsWanted(instrument))
                    names.UnionWith(InQueries(
                        MetricName.Of(instrument), instrument is Histogram<double> or Histogram<long>));
            },
        };
        listener.Start();
        return names;
    }

    /// <summary>Every name that a query may use, of the text that <c>/metrics</c> answers.</summary>
    public static HashSet<string> In(string exposition)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in exposition.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)))
        {
            var (name, kind) = (line.Split(' ')[2], line.Split(' ')[3]);
            names.UnionWith(InQueries(name, kind == "histogram"));
        }
        return names;
    }

    private static string[] InQueries(string name, bool isHistogram) =>
        isHistogram ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];

    private static bool HoldsInstruments(Type type) => !type.ContainsGenericParameters
        && type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Any(field => typeof(Instrument).IsAssignableFrom(field.FieldType));
}
