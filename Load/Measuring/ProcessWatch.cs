using System.Diagnostics;
using System.Globalization;

namespace PosSaga.Load.Measuring;

/// <summary>Memory and processor time of the system's process, when told which it is: that memory stays flat, and who
/// burns the processor, can only be seen from outside.</summary>
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
