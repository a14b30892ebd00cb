using System.Diagnostics;

namespace PosSaga.Load.Measuring;

/// <summary>Moments as <see cref="Stopwatch"/> ticks: monotonic, nanoseconds on Linux.</summary>
internal static class Moments
{
    public static long Now => Stopwatch.GetTimestamp();

    public static long MicrosBetween(long from, long to) =>
        Stopwatch.GetElapsedTime(from, to).Ticks / TimeSpan.TicksPerMicrosecond;

    public static long After(long from, TimeSpan span) => from + (long)(span.TotalSeconds * Stopwatch.Frequency);
}
