using System.Buffers;
using System.Diagnostics.Metrics;

namespace PosSaga.Silo.Metrics;

/// <summary>Prometheus names: dots become underscores; the framework's get their unit and <c>_total</c>, as dashboards
/// made for OpenTelemetry expect. Our own names say all that already.</summary>
internal static class MetricName
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    public static string Of(Instrument instrument)
    {
        var name = Clean(instrument.Name);
        if (instrument.Meter.Name == "PosSaga")
            return name;
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        var isCounter = MetricFamily.KindOf(instrument) == MetricKind.Counter;
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static string Clean(string name)
    {
        if (!name.AsSpan().ContainsAnyExcept(Allowed))
            return name;
        return string.Create(name.Length, name, static (clean, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                clean[i] = Allowed.Contains(source[i]) ? source[i] : '_';
        });
    }
}
