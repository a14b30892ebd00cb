using System.CommandLine;
using System.Globalization;

namespace PosSaga.Load;

/// <summary>One run of a command in this process.</summary>
/// <param name="Wrong">What the run's own check found; null when nothing, or where the books are checked.</param>
internal sealed record InProcessResult(InProcessMeasurement Measured, AuditResult? Books = null, string? Wrong = null);

/// <summary>The commands that run the system in their own process: their options, their runs and their
/// report.</summary>
internal static class InProcessCommand
{
    private const string On = "on";

    public static readonly Option<string> Journal = new("--journal")
    {
        Description = "The journal's connection string: Data Source=… is SQLite, Host=… PostgreSQL.",
        Required = true,
    };

    public static readonly Option<int> InFlight = Options.Number("--in-flight", "So many at once.", 256, 1, 10_000);

    public static readonly Option<int> Runs = Options.Number("--runs", "Runs; the median is reported.", 1, 1, 99);

    public static readonly Option<string> Projections = ProjectionsOption();

    /// <param name="check">The report's line when no run found anything wrong.</param>
    public static async Task<int> Run(
        ParseResult parsed, string unit, bool projections, Func<InProcessSystem, Task<InProcessResult>> run,
        Dictionary<string, string> notes, string? check, CancellationToken cancellation)
    {
        var journal = parsed.GetRequiredValue(Journal);
        await using var system = await InProcessSystem.Start(journal, projections, cancellation);
        var results = new List<InProcessResult>();
        for (var i = 0; i < parsed.GetRequiredValue(Runs) && !cancellation.IsCancellationRequested; i++)
            results.Add(await run(system));
        var wrong = results.Select(result => result.Wrong).OfType<string>().ToList();
        if (check is not null)
            notes["check"] = wrong.Count == 0 ? check : string.Join("; ", wrong);
        // The books of a run that does not balance are those to report.
        var books = results.Select(result => result.Books).OrderBy(books => books is { Balances: false } ? 0 : 1);
        await Report(
            unit, journal, results.ConvertAll(result => result.Measured), books.FirstOrDefault(), notes,
            parsed.GetValue(Options.Json), CancellationToken.None);
        return wrong.Count == 0 && results.TrueForAll(result => result.Books is null or { Balances: true })
            ? LoadCommand.Balanced
            : LoadCommand.NotBalanced;
    }

    public static async Task Report(
        string unit, string journal, IReadOnlyList<InProcessMeasurement> runs, AuditResult? books,
        IReadOnlyDictionary<string, string> notes, FileInfo? json, CancellationToken cancellation)
    {
        var median = InProcessMeasurement.Median(runs);
        var all = new Dictionary<string, string>(notes)
        {
            ["cost"] = median.Cost,
            ["runs"] = string.Join(", ", runs.Select(r => r.PerSecond.ToString("0", CultureInfo.InvariantCulture))),
        };
        await RunReport.Of(
            unit, median.Seconds, median.Completed, median.Recorder, all, books,
            await DatabaseFacts.Read(journal, cancellation)).Write(Console.Out, json);
    }

    public static bool IsOn(this ParseResult parsed, Option<string> option) => parsed.GetRequiredValue(option) == On;

    public static string ProjectionsNote(ParseResult parsed) =>
        parsed.IsOn(Projections) ? "on, caught up within the measurement" : "off";

    // Not a bool, which the parser would not read from "on".
    private static Option<string> ProjectionsOption()
    {
        var option = new Option<string>("--projections")
        {
            Description = "on: the measurement ends when the read models have caught up. off: they are paused.",
            DefaultValueFactory = _ => On,
        };
        option.AcceptOnlyFromAmong(On, "off");
        return option;
    }
}

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
