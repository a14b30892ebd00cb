using System.Numerics;

namespace PosSaga.Load;

/// <summary>Durations in microseconds, in log-linear buckets: exact below 256 µs, then within 1/128 (0.8 %), up to 19
/// hours, always in 30 kB. Any number of threads may record.</summary>
internal sealed class Histogram
{
    // 256 exact values, then 128 buckets for each doubling: a bucket is never wider than 1/128 of its value.
    private const int ExactBits = 8;
    private const int Half = 1 << (ExactBits - 1);
    private const int LargestBits = 36;
    private const int Buckets = (1 << ExactBits) + (LargestBits - ExactBits) * Half;
    private const long LargestMicros = (1L << LargestBits) - 1;

    private readonly long[] _counts = new long[Buckets];
    private long _count;
    private long _sumMicros;
    private long _maxMicros;

    public long Count => Volatile.Read(ref _count);

    public long MaxMicros => Volatile.Read(ref _maxMicros);

    public double MeanMicros => Count == 0 ? 0 : (double)Volatile.Read(ref _sumMicros) / Count;

    /// <summary>Negative durations count as 0, those beyond 19 hours as 19 hours.</summary>
    public void Record(long micros)
    {
        micros = Math.Clamp(micros, 0, LargestMicros);
        Interlocked.Increment(ref _counts[BucketOf(micros)]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _sumMicros, micros);
        for (var max = MaxMicros; micros > max; max = MaxMicros)
            if (Interlocked.CompareExchange(ref _maxMicros, micros, max) == max)
                break;
    }

    /// <summary>The duration that the given part of all recorded ones did not exceed; 0 when there are none.
    /// It errs upwards, by at most one bucket, and never beyond the maximum.</summary>
    /// <param name="quantile">0 to 1; 0.99 for the 99th percentile.</param>
    public long QuantileMicros(double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        // Counted afresh: a recording in between must not leave the rank beyond what the buckets hold.
        long total = 0;
        foreach (ref var count in _counts.AsSpan())
            total += Volatile.Read(ref count);
        var rank = Math.Max(1, (long)Math.Ceiling(quantile * total));
        long seen = 0;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            seen += Volatile.Read(ref _counts[bucket]);
            if (seen >= rank)
                return Math.Min(LastOf(bucket), MaxMicros);
        }
        return MaxMicros;
    }

    private static int BucketOf(long micros)
    {
        if (micros < 1 << ExactBits)
            return (int)micros;
        var doublings = BitOperations.Log2((ulong)micros) - (ExactBits - 1);
        // The top 8 bits of the value: 128 to 255 within its doubling.
        return doublings * Half + (int)(micros >> doublings);
    }

    private static long LastOf(int bucket)
    {
        if (bucket < 1 << ExactBits)
            return bucket;
        var doublings = bucket / Half - 1;
        var top = bucket - doublings * Half;
        return ((long)(top + 1) << doublings) - 1;
    }
}
