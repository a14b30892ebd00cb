namespace PosSaga.Silo.Metrics;

/// <summary>The numbers of one label set. Every operation is atomic by itself; a scrape may see a histogram's sum one
/// measurement ahead of its buckets, which the next one evens out.</summary>
internal sealed class MetricCell(string labels, double[] bounds)
{
    private readonly long[] _counts = bounds.Length == 0 ? [] : new long[bounds.Length + 1];
    private long _whole;
    private double _fraction;

    public string Labels { get; } = labels;

    public double Value => Interlocked.Read(ref _whole) + Volatile.Read(ref _fraction);

    public long[] Counts
    {
        get
        {
            var counts = new long[_counts.Length];
            for (var i = 0; i < counts.Length; i++)
                counts[i] = Interlocked.Read(ref _counts[i]);
            return counts;
        }
    }

    public void Add(long value) => Interlocked.Add(ref _whole, value);

    public void Add(double value)
    {
        var before = Volatile.Read(ref _fraction);
        while (true)
        {
            var seen = Interlocked.CompareExchange(ref _fraction, before + value, before);
            if (seen.Equals(before))
                return;
            before = seen;
        }
    }

    public void Set(double value) => Volatile.Write(ref _fraction, value);

    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        Add(value);
    }
}
