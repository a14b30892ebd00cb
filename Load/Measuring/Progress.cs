using System.Globalization;

namespace PosSaga.Load;

/// <summary>One line per second on the error stream, so that the report alone goes to standard output.</summary>
internal sealed class Progress(Recorder recorder, TextWriter screen)
{
    public async Task Run(CancellationToken until)
    {
        var start = Moments.Now;
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            for (var last = start; await second.WaitForNextTickAsync(until);)
            {
                var now = Moments.Now;
                await screen.WriteLineAsync(Line(start, last, now));
                last = now;
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
        }
    }

    private string Line(long start, long last, long now)
    {
        var done = recorder.TakeSecond();
        var rate = done.Count * 1_000_000.0 / Math.Max(1, Moments.MicrosBetween(last, now));
        var phase = recorder.Measuring ? "" : " (not measured)";
        return string.Create(CultureInfo.InvariantCulture,
            $"{Moments.MicrosBetween(start, now) / 1_000_000,5} s  {rate,7:0}/s  p50 {Millis(done.QuantileMicros(0.5))}"
            + $"  p95 {Millis(done.QuantileMicros(0.95))}  max {Millis(done.MaxMicros)}  in flight {recorder.InFlight}"
            + $"{phase}");
    }

    private static string Millis(long micros) =>
        string.Create(CultureInfo.InvariantCulture, $"{micros / 1000.0,8:0.00} ms");
}
