using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PosSaga.Silo.Metrics;

/// <summary>Listens to our meter, to the grain runtime's, the framework's and the database client's, and keeps what
/// Prometheus will ask for. Recording looks one cell up without a lock and adds to it atomically.</summary>
public sealed class MetricsCollector : IHostedService, IDisposable
{
    private static readonly string[] Meters =
    [
        "PosSaga", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    // Of the database's client only its pools: to time every command costs more than anybody asks of it.
    private const string OfPools = "db.client.connection.";

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Instruments of one name are one family, wherever they were made: the exposition may name it only once.
            if (IsListenedTo(instrument))
                listener.EnableMeasurementEvents(
                    instrument,
                    _families.GetOrAdd(
                        MetricName.Of(instrument), static (name, i) => MetricFamily.Of(name, i), instrument));
        };
        Listen<byte>();
        Listen<short>();
        Listen<int>();
        Listen<long>();
        _listener.SetMeasurementEventCallback<float>(
            (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(
            (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(
            (_, value, tags, family) => ((MetricFamily)family!).Record((double)value, tags));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>Prometheus text exposition, version 0.0.4.</summary>
    public string Expose()
    {
        lock (_scrape)
        {
            foreach (var family in _families.Values)
                family.BeforeScrape();
            _listener.RecordObservableInstruments();
            var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
            var families = _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal).ToList();
            foreach (var family in families)
                family.Write(text);
            WriteDropped(text, families);
            return text.ToString();
        }
    }

    private static bool IsListenedTo(Instrument instrument) =>
        Meters.Contains(instrument.Meter.Name, StringComparer.Ordinal)
        || (instrument.Meter.Name == "Npgsql" && instrument.Name.StartsWith(OfPools, StringComparison.Ordinal));

    private static void WriteDropped(StringWriter text, List<MetricFamily> families)
    {
        text.WriteLine("# HELP metrics_dropped_total Measurements with one label set too many for their instrument.");
        text.WriteLine("# TYPE metrics_dropped_total counter");
        foreach (var family in families.Where(family => family.Dropped > 0))
            text.WriteLine($"metrics_dropped_total{{instrument=\"{family.Name}\"}} {family.Dropped}");
    }

    private void Listen<T>() where T : struct, IBinaryInteger<T> =>
        _listener.SetMeasurementEventCallback<T>((_, value, tags, family) =>
            ((MetricFamily)family!).Record(long.CreateTruncating(value), PoolNames.Known(tags)));
}

public static class MetricsServices
{
    public static IServiceCollection AddMetricsCollector(this IServiceCollection services) => services
        .AddSingleton<MetricsCollector>()
        .AddHostedService(provider => provider.GetRequiredService<MetricsCollector>());
}
