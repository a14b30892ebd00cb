using PosSaga.Load;

namespace PosSaga.Tests.Load;

public sealed class HistogramTests
{
    private const double BucketWidth = 1 / 1_000.0;

    [Fact]
    public void Short_durations_are_exact()
    {
        var histogram = new Histogram();
        for (var micros = 0; micros < 256; micros++)
            histogram.Record(micros);

        Assert.Equal(127, histogram.QuantileMicros(0.5));
        Assert.Equal(255, histogram.QuantileMicros(1));
        Assert.Equal(0, histogram.QuantileMicros(0));
    }

    [Fact]
    public void Every_quantile_is_at_most_one_bucket_above_the_truth()
    {
        var random = new Random(42);
        var histogram = new Histogram();
        // From microseconds to minutes, evenly over the orders of magnitude.
        var truth = Enumerable.Range(0, 50_000).Select(_ => (long)Math.Pow(10, random.NextDouble() * 8)).ToArray();
        foreach (var micros in truth)
            histogram.Record(micros);
        Array.Sort(truth);

        foreach (var quantile in new[] { 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0 })
        {
            var exact = truth[(int)Math.Ceiling(quantile * truth.Length) - 1];
            Assert.InRange(histogram.QuantileMicros(quantile), exact, exact * (1 + BucketWidth) + 1);
        }
        Assert.InRange(histogram.MaxMicros, truth[^1], truth[^1] * (1 + BucketWidth) + 1);
        Assert.InRange(histogram.MeanMicros / truth.Average(), 1 - BucketWidth, 1 + BucketWidth);
    }

    [Fact]
    public void Bounds_of_buckets_neither_overlap_nor_leave_holes()
    {
        foreach (var micros in Enumerable.Range(7, 28).SelectMany(p => new[] { (1L << p) - 1, 1L << p, (1L << p) + 1 }))
        {
            var histogram = new Histogram();
            histogram.Record(micros);
            histogram.Record(micros * 2);
            Assert.InRange(histogram.QuantileMicros(0.5), micros, micros * (1 + BucketWidth));
        }
    }

    [Fact]
    public void What_is_out_of_range_counts_at_the_border()
    {
        var histogram = new Histogram();
        histogram.Record(-5);
        histogram.Record((long)TimeSpan.FromDays(365).TotalMicroseconds);

        Assert.Equal(2, histogram.Count);
        Assert.Equal(0, histogram.QuantileMicros(0.5));
        Assert.InRange(TimeSpan.FromMicroseconds(histogram.MaxMicros).TotalHours, 19, 20);
    }

    [Fact]
    public void Nothing_recorded_reads_as_zero()
    {
        var histogram = new Histogram();
        Assert.Equal((0, 0, 0.0), (histogram.QuantileMicros(0.99), histogram.MaxMicros, histogram.MeanMicros));
    }

    [Fact]
    public void Recording_from_many_threads_loses_nothing()
    {
        var histogram = new Histogram();
        Parallel.For(0, 100_000, i => histogram.Record(i % 1_000));
        Assert.Equal(100_000, histogram.Count);
        Assert.Equal(999, histogram.MaxMicros);
    }
}
