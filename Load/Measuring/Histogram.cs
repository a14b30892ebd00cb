using HdrHistogram;

namespace PosSaga.Load;

/// <summary>Durations in microseconds, exact below 2 ms, then within 0.1 %, up to 19 hours. Any number of threads may
/// record.</summary>
internal sealed class Histogram
{
    private const int SignificantDigits = 3;
    private const long LargestMicros = (1L << 36) - 1;

    private readonly LongConcurrentHistogram _values = new(1, LargestMicros, SignificantDigits);

    public long Count => _values.TotalCount;

    public long MaxMicros => _values.GetMaxValue();

    public double MeanMicros => Count == 0 ? 0 : _values.GetMean();

    /// <summary>Negative durations count as 0, those beyond 19 hours as 19 hours.</summary>
    public void Record(long micros) => _values.RecordValue(Math.Clamp(micros, 0, LargestMicros));

    /// <summary>The duration that the given part of all recorded ones did not exceed; 0 when there are none.</summary>
    /// <param name="quantile">0 to 1; 0.99 for the 99th percentile.</param>
    public long QuantileMicros(double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        return Count == 0 ? 0 : _values.GetValueAtPercentile(quantile * 100);
    }
}
