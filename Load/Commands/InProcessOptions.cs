using System.CommandLine;
using PosSaga.Load.Books;
using PosSaga.Load.InProcess;
using PosSaga.Load.Reporting;

namespace PosSaga.Load.Commands;

/// <summary>What the commands that run the system in their own process have in common.</summary>
internal static class InProcessOptions
{
    private const string On = "on";

    public static Option<string> Journal() => new("--journal")
    {
        Description = "The journal's connection string: Data Source=… is SQLite, Host=… PostgreSQL.",
        Required = true,
    };

    public static Option<int> InFlight() => Options.Number("--in-flight", "So many at once.", 256, 1, 10_000);

    public static Option<int> Runs() => Options.Number("--runs", "Runs; the median is reported.", 1, 1, 99);

    // Not a bool: the parser would take only true and false as its value, and "on" for a stray word.
    public static Option<string> Projections()
    {
        var option = new Option<string>("--projections")
        {
            Description = "on: the measurement ends when the read models have caught up. off: they stand still.",
            DefaultValueFactory = _ => On,
        };
        option.AcceptOnlyFromAmong(On, "off");
        return option;
    }

    public static bool IsOn(this ParseResult parsed, Option<string> option) => parsed.GetRequiredValue(option) == On;

    public static async Task<int> Report(
        string unit, string journal, IReadOnlyList<InProcessMeasurement> runs, AuditResult? books,
        IReadOnlyDictionary<string, string> notes, FileInfo? json, CancellationToken cancellation)
    {
        var median = InProcessMeasurement.Median(runs);
        var all = new Dictionary<string, string>(notes)
        {
            ["cost"] = median.Cost,
            ["runs"] = string.Join(
                ", ", runs.Select(r => r.PerSecond.ToString("0", System.Globalization.CultureInfo.InvariantCulture))),
        };
        await new RunReport
        {
            Command = Running.CommandLine,
            At = DateTimeOffset.UtcNow,
            Unit = unit,
            MeasuredSeconds = median.Seconds,
            Completed = median.Completed,
            Latencies = RunReport.LatenciesOf(median.Recorder),
            Outcomes = median.Recorder.Outcomes.ToDictionary(o => o.Key, o => o.Value),
            Notes = all,
            Books = books,
            Machine = MachineFacts.Read(),
            Database = await DatabaseFacts.Read(journal, cancellation),
        }.Write(Console.Out, json);
        return books is { Balances: false } ? Running.NotBalanced : Running.Balanced;
    }
}
