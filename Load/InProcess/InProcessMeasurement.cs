using System.Globalization;
using PosSaga.Load.Measuring;

namespace PosSaga.Load.InProcess;

/// <summary>What one measured stretch of work in this process took: time, processor, allocations.</summary>
internal sealed record InProcessMeasurement(double Seconds, long Completed, Recorder Recorder, string Cost)
{
    public double PerSecond => Completed / Seconds;

    /// <param name="recorder">Fresh; what it has counted under <paramref name="kind"/> at the end is what was
    /// done.</param>
    public static async Task<InProcessMeasurement> Of(string kind, Recorder recorder, Func<Task> work)
    {
        // Whatever the preparation left behind is not part of the measurement.
        GC.Collect();
        using var quiet = new CancellationTokenSource();
        var progress = new Progress(recorder, Console.Error).Run(quiet.Token);
        recorder.Measuring = true;
        var (begun, cpu, bytes) = (Moments.Now, Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        await work();
        var seconds = Moments.MicrosBetween(begun, Moments.Now) / 1_000_000.0;
        recorder.Measuring = false;
        var (cpuUsed, bytesUsed) = (Environment.CpuUsage.TotalTime - cpu, GC.GetTotalAllocatedBytes() - bytes);
        await quiet.CancelAsync();
        await progress;
        var done = Math.Max(1, recorder.CountOf(kind));
        return new InProcessMeasurement(seconds, recorder.CountOf(kind), recorder, string.Create(
            CultureInfo.InvariantCulture,
            $"{cpuUsed.TotalMicroseconds / done:0} µs of processor, {bytesUsed / done / 1024.0:0.0} kB allocated each; "
            + $"{cpuUsed.TotalSeconds / seconds:0.00} cores busy"));
    }

    /// <summary>The one in the middle by rate: of three runs neither the lucky nor the disturbed one.</summary>
    public static InProcessMeasurement Median(IReadOnlyList<InProcessMeasurement> runs) =>
        runs.OrderBy(r => r.PerSecond).ElementAt(runs.Count / 2);
}
