using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace PosSaga.Tests.Simulation;

/// <summary>Many seeds, on as many threads as there are processors: each run has a scheduler, and so a thread, of its
/// own.</summary>
internal sealed class Campaign(Story story, ulong first, int count, Action<string> tell)
{
    private const int FailuresMax = 20;
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<SimulationRun> _failures = new();
    private readonly Dictionary<string, long> _happened = new(StringComparer.Ordinal);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _reported;
    private long _sagas;
    private int _done;

    public int Seeds => _done;

    public TimeSpan Took => _watch.Elapsed;

    public IReadOnlyCollection<SimulationRun> Failures => _failures;

    /// <summary>Faults and events over all runs, by name.</summary>
    public IReadOnlyDictionary<string, long> Happened => _happened;

    /// <summary><c>POS_SEED</c>: that one. <c>POS_SEEDS</c>: so many, from <c>POS_FIRST_SEED</c> or 1 on. Else as many as
    /// a test run has time for.</summary>
    /// <param name="tell">Told of progress and of failures as they come.</param>
    public static Campaign Asked(Story story, int usual, Action<string> tell) =>
        ulong.TryParse(Environment.GetEnvironmentVariable("POS_SEED"), CultureInfo.InvariantCulture, out var seed)
            ? new(story, seed, 1, tell)
            : new(story, FirstSeed(), SeedsAsked() ?? usual, tell);

    public Campaign Run()
    {
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, loop) =>
        {
            Take(SimulationRun.Of(first + (ulong)i, story: story));
            if (_failures.Count >= FailuresMax)
                loop.Stop();
        });
        _watch.Stop();
        return this;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{_done} of {count} seeds, {_sagas} sagas, {_failures.Count} failures, {_watch.Elapsed.TotalSeconds:0.0} s");

    private static ulong FirstSeed() =>
        ulong.TryParse(
            Environment.GetEnvironmentVariable("POS_FIRST_SEED"), CultureInfo.InvariantCulture, out var first)
            ? first
            : 1;

    private static int? SeedsAsked() =>
        int.TryParse(Environment.GetEnvironmentVariable("POS_SEEDS"), CultureInfo.InvariantCulture, out var many)
            ? many
            : null;

    private void Take(SimulationRun run)
    {
        lock (_happened)
        {
            _done++;
            _sagas += run.Facts.Sagas;
            foreach (var (what, times) in run.Facts.Faults.Concat(run.Facts.Events))
                _happened[what] = _happened.GetValueOrDefault(what) + times;
            if (run.Broken.Count > 0)
            {
                _failures.Enqueue(run);
                tell(run.ToString());
            }

            if (_watch.Elapsed - _reported < ReportEvery)
                return;
            _reported = _watch.Elapsed;
        }

        tell(ToString());
    }
}
