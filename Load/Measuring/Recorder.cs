using System.Collections.Concurrent;
using System.Globalization;

namespace PosSaga.Load;

/// <summary>The measurements of a run: one histogram per kind of request, counts of outcomes, and the last second for
/// the progress line. Records only while <see cref="Measuring"/>: neither in the warm-up nor after the end.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentDictionary<string, Histogram> _kinds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _outcomes = new(StringComparer.Ordinal);
    private Histogram _second = new();
    private long _inFlight;
    private long _begun;
    private volatile bool _measuring;

    public bool Measuring
    {
        get => _measuring;
        set => _measuring = value;
    }

    public long InFlight => Interlocked.Read(ref _inFlight);

    /// <summary>Units of work begun since the program started, warm-up included.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    public IEnumerable<KeyValuePair<string, Histogram>> Kinds => _kinds.OrderBy(k => k.Key, StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, long>> Outcomes => _outcomes.OrderBy(k => k.Key, StringComparer.Ordinal);

    public long Begin()
    {
        Interlocked.Increment(ref _inFlight);
        return Interlocked.Increment(ref _begun);
    }

    public void End() => Interlocked.Decrement(ref _inFlight);

    public void RecordLatency(string kind, long micros)
    {
        if (_measuring)
            _kinds.GetOrAdd(kind, static _ => new Histogram()).Record(micros);
    }

    public void CountOutcome(string outcome)
    {
        if (_measuring)
            _outcomes.AddOrUpdate(outcome, 1, static (_, n) => n + 1);
    }

    /// <summary>Records a whole unit of work (an order, a saga), which throughput counts; in the progress line also
    /// during the warm-up.</summary>
    public void Completed(string kind, long micros)
    {
        Volatile.Read(ref _second).Record(micros);
        RecordLatency(kind, micros);
    }

    public long CountOf(string kind) => _kinds.TryGetValue(kind, out var histogram) ? histogram.Count : 0;

    /// <summary>What was completed since the last call.</summary>
    public Histogram TakeSecond() => Interlocked.Exchange(ref _second, new Histogram());
}

/// <summary>Writes a line per finished request: its end (Unix milliseconds), its duration with all repetitions
/// (milliseconds), its outcome; to look at one moment, such as that of a kill.</summary>
internal sealed class AnswerLog(TextWriter file) : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>Null for no file.</summary>
    public static AnswerLog? Open(FileInfo? file) => file is null ? null : new(file.CreateText());

    public void Write(string outcome, long micros)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} {micros / 1000} {outcome}");
        lock (_lock)
            file.WriteLine(line);
    }

    public void Dispose() => file.Dispose();
}

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
