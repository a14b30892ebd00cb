using System.Diagnostics.Metrics;

namespace PosSaga.Silo.Metrics;

/// <summary>Prometheus names: dots become underscores; the framework's get their unit and <c>_total</c>, as dashboards
/// made for OpenTelemetry expect. Our own names say all that already.</summary>
internal static class MetricName
{
    public static string Of(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        if (instrument.Meter.Name == "PosSaga")
            return name;
        // Not the exporter's own suffixes: it knows more units, and four of Orleans' names would be others.
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return IsCounter(instrument) && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static bool IsCounter(Instrument instrument) =>
        instrument.GetType().Name is "Counter`1" or "ObservableCounter`1";
}
