using System.Globalization;

namespace PosSaga.Load;

/// <summary>Time, processor time and allocations of measured work in this process.</summary>
internal sealed record InProcessMeasurement(double Seconds, long Completed, Recorder Recorder, string Cost)
{
    public double PerSecond => Completed / Seconds;

    /// <param name="recorder">A new one; its count of <paramref name="kind"/> is the work done.</param>
    public static async Task<InProcessMeasurement> Of(string kind, Recorder recorder, Func<Task> work)
    {
        // Otherwise the preparation's garbage would be collected within the measurement.
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

    /// <summary>The run with the median rate.</summary>
    public static InProcessMeasurement Median(IReadOnlyList<InProcessMeasurement> runs) =>
        runs.OrderBy(r => r.PerSecond).ElementAt(runs.Count / 2);
}
