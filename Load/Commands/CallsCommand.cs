using System.CommandLine;
using PosSaga.Load.InProcess;
using PosSaga.Load.Measuring;

namespace PosSaga.Load.Commands;

/// <summary><c>calls</c>: what a call from grain to grain costs, with the streams' part that all of them come by and
/// without.</summary>
internal static class CallsCommand
{
    private const string Kind = "call";

    private static readonly Option<string> Journal = InProcessOptions.Journal();
    private static readonly Option<int> InFlight = InProcessOptions.InFlight();
    private static readonly Option<int> Runs = InProcessOptions.Runs();
    private static readonly Option<int> Count = Options.Number("--count", "Calls per run.", 1_000_000, 1, 100_000_000);
    private static readonly Option<string> Streams = StreamsOption();
    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command("calls", "Calls per second of grains that do nothing, in this process.")
        {
            Journal, InFlight, Runs, Count, Streams, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (journal, count) = (parsed.GetRequiredValue(Journal), parsed.GetRequiredValue(Count));
        await using var system = await InProcessSystem.Start(
            journal, projections: false, cancellation, withoutStreams: parsed.GetRequiredValue(Streams) == "off");
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
            ["streams"] = parsed.GetRequiredValue(Streams),
        }, parsed.GetValue(Json), CancellationToken.None);
    }

    private static async Task Call(InProcessSystem system, int number, Recorder recorder)
    {
        await system.Grains.GetGrain<ICallProbe>($"t1/{number % 256}").Nothing();
        recorder.Completed(Kind, 1);
    }

    private static Option<string> StreamsOption()
    {
        var option = new Option<string>("--streams")
        {
            Description = "off: no call goes by the streams, and none is delivered.",
            DefaultValueFactory = _ => "on",
        };
        option.AcceptOnlyFromAmong("on", "off");
        return option;
    }
}
