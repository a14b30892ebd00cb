using System.Diagnostics;
using System.Globalization;

namespace PosSaga.Load;

/// <summary>One line per second on the error stream, so that the report alone goes to standard output.</summary>
internal sealed class Progress(Recorder recorder, TextWriter screen, ProcessWatch? watched = null)
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
            + $"{watched?.Line()}{phase}");
    }

    private static string Millis(long micros) =>
        string.Create(CultureInfo.InvariantCulture, $"{micros / 1000.0,8:0.00} ms");
}

/// <summary>Measures memory and processor time of the system's process from outside.</summary>
internal sealed class ProcessWatch : IDisposable
{
    private readonly Process _process;
    private readonly TimeSpan _cpuBefore;
    private readonly long _start = Moments.Now;
    private readonly List<long> _residentBytes = [];

    public ProcessWatch(int processId)
    {
        _process = Process.GetProcessById(processId);
        _cpuBefore = _process.TotalProcessorTime;
        _residentBytes.Add(_process.WorkingSet64);
    }

    public string Line()
    {
        _process.Refresh();
        if (_process.HasExited)
            return "  (the system's process is gone)";
        _residentBytes.Add(_process.WorkingSet64);
        return string.Create(CultureInfo.InvariantCulture, $"  rss {_residentBytes[^1] >> 20} MB");
    }

    /// <summary>First, last and largest resident memory; processors kept busy on average (2.0 = two whole
    /// cores).</summary>
    public ProcessFacts Facts()
    {
        _process.Refresh();
        var cores = _process.HasExited
            ? (double?)null
            : Math.Round((_process.TotalProcessorTime - _cpuBefore) / Stopwatch.GetElapsedTime(_start), 2);
        return new ProcessFacts(_residentBytes[0], _residentBytes[^1], _residentBytes.Max(), cores);
    }

    public void Dispose() => _process.Dispose();
}

/// <summary>What was seen of the system's process.</summary>
internal sealed record ProcessFacts(
    long ResidentBytesFirst, long ResidentBytesLast, long ResidentBytesMax, double? CoresBusy);
