using System.Diagnostics.Metrics;
using System.Globalization;

namespace PosSaga.Silo.Metrics;

internal enum MetricKind { Counter, Gauge, Histogram }

/// <summary>All that is known under one metric name: a cell per label set.</summary>
internal sealed class MetricFamily
{
    // From one millisecond, a cached read, to thirty seconds, the longest that anyone waits.
    private static readonly double[] SecondsBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly MetricKind _kind;
    private readonly bool _isAbsolute;
    private readonly bool _isObserved;
    private readonly string _help;
    private readonly double[] _bounds;
    private readonly LabelSets _sets;
    private long _dropped;

    private MetricFamily(string name, Instrument instrument)
    {
        Name = name;
        _kind = KindOf(instrument);
        _isObserved = instrument.IsObservable;
        _isAbsolute = _isObserved || TypeOf(instrument) == "Gauge`1";
        _help = (instrument.Description ?? instrument.Name).ReplaceLineEndings(" ")
            .Replace("\\", "\\\\", StringComparison.Ordinal);
        _bounds = _kind == MetricKind.Histogram ? BoundsOf(instrument) : [];
        _sets = new LabelSets(labels => new MetricCell(labels, _bounds));
    }

    public string Name { get; }

    /// <summary>Measurements not kept, because they would have made one label set too many.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public static MetricFamily Of(string name, Instrument instrument) => new(name, instrument);

    public static MetricKind KindOf(Instrument instrument) => TypeOf(instrument) switch
    {
        "Counter`1" or "ObservableCounter`1" => MetricKind.Counter,
        "Histogram`1" => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };

    public void Record(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (CellOf(tags) is not { } cell)
            return;
        if (_kind == MetricKind.Histogram)
            cell.Observe(value);
        else if (_isAbsolute)
            cell.Set(value);
        else
            cell.Add(value);
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (CellOf(tags) is not { } cell)
            return;
        if (_kind == MetricKind.Histogram)
            cell.Observe(value);
        else if (_isAbsolute)
            cell.Set(value);
        else
            cell.Add(value);
    }

    /// <summary>Before each scrape: what is observed now is all that holds. A partition that went to another process
    /// would keep its last lag here for ever.</summary>
    public void BeforeScrape()
    {
        if (_isObserved)
            _sets.Clear();
    }

    public void Write(TextWriter text)
    {
        text.WriteLine($"# HELP {Name} {_help}");
        var kind = _kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        };
        text.WriteLine($"# TYPE {Name} {kind}");
        foreach (var cell in _sets.Cells)
        {
            if (_kind == MetricKind.Histogram)
                WriteHistogram(text, cell);
            else
                text.WriteLine($"{Name}{Braced(cell.Labels)} {Number(cell.Value)}");
        }
    }

    private void WriteHistogram(TextWriter text, MetricCell cell)
    {
        var counts = cell.Counts;
        var (running, separator) = (0L, cell.Labels.Length == 0 ? "" : ",");
        for (var i = 0; i < counts.Length; i++)
        {
            running += counts[i];
            var bound = i < _bounds.Length ? Number(_bounds[i]) : "+Inf";
            text.WriteLine(
                $"{Name}_bucket{{{cell.Labels}{separator}le=\"{bound}\"}} "
                + running.ToString(CultureInfo.InvariantCulture));
        }
        text.WriteLine($"{Name}_sum{Braced(cell.Labels)} {Number(cell.Value)}");
        text.WriteLine($"{Name}_count{Braced(cell.Labels)} {running.ToString(CultureInfo.InvariantCulture)}");
    }

    private MetricCell? CellOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var cell = _sets.Find(tags);
        if (cell is null)
            Interlocked.Increment(ref _dropped);
        return cell;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } =>
            [.. bounds.Select(bound => (double)bound)],
        _ => SecondsBounds,
    };

    private static string TypeOf(Instrument instrument) => instrument.GetType().Name;

    private static string Braced(string labels) => labels.Length == 0 ? "" : "{" + labels + "}";

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
