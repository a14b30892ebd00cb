using System.CommandLine;
using PosSaga.Load.InProcess;
using PosSaga.Load.Measuring;

namespace PosSaga.Load.Commands;

/// <summary><c>calls</c>: what a call from grain to grain costs, with the filter that all of them come by and
/// without.</summary>
internal static class CallsCommand
{
    private const string Kind = "call";

    private static readonly Option<string> Journal = InProcessOptions.Journal();
    private static readonly Option<int> InFlight = InProcessOptions.InFlight();
    private static readonly Option<int> Runs = InProcessOptions.Runs();
    private static readonly Option<int> Count = Options.Number("--count", "Calls per run.", 1_000_000, 1, 100_000_000);
    private static readonly Option<string> Filter = FilterOption();
    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command("calls", "Calls per second of grains that do nothing, in this process.")
        {
            Journal, InFlight, Runs, Count, Filter, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (journal, count) = (parsed.GetRequiredValue(Journal), parsed.GetRequiredValue(Count));
        await using var system = await InProcessSystem.Start(
            journal, projections: false, cancellation, withoutFilters: parsed.GetRequiredValue(Filter) == "off");
        var measured = new List<InProcessMeasurement>();
        for (var run = 0; run <= parsed.GetRequiredValue(Runs) && !cancellation.IsCancellationRequested; run++)
        {
            var recorder = new Recorder();
            var measurement = await InProcessMeasurement.Of(Kind, recorder, () => ClosedLoop.Count(
                parsed.GetRequiredValue(InFlight), count, n => Call(system, n, recorder), cancellation));
            // The first one warms up.
            if (run > 0)
                measured.Add(measurement);
        }
        return await InProcessOptions.Report("calls", journal, measured, null, new Dictionary<string, string>
        {
            ["filter"] = parsed.GetRequiredValue(Filter),
        }, parsed.GetValue(Json), CancellationToken.None);
    }

    private static async Task Call(InProcessSystem system, int number, Recorder recorder)
    {
        await system.Grains.GetGrain<ICallProbe>($"t1/{number % 256}").Nothing();
        recorder.Completed(Kind, 1);
    }

    private static Option<string> FilterOption()
    {
        var option = new Option<string>("--filter")
        {
            Description = "off: no call goes by the filter of the streams, and none is delivered.",
            DefaultValueFactory = _ => "on",
        };
        option.AcceptOnlyFromAmong("on", "off");
        return option;
    }
}
