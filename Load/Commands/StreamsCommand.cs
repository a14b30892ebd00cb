using System.CommandLine;
using System.Globalization;
using PosSaga.Load.InProcess;

namespace PosSaga.Load.Commands;

/// <summary><c>streams</c>: how soon a published event reaches who subscribes to it.</summary>
internal static class StreamsCommand
{
    private static readonly Option<string> Journal = InProcessOptions.Journal();
    private static readonly Option<int> Runs = InProcessOptions.Runs();
    private static readonly Option<int> Rate = Options.Number("--rate", "Events per second.", 500, 1, 100_000);

    private static readonly Option<TimeSpan> Duration = Options.Duration(
        "--duration", "How long each run measures.", TimeSpan.FromSeconds(20));

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before each measurement.", TimeSpan.FromSeconds(5));

    private static readonly Option<int> Streams = Options.Number(
        "--streams", "Over so many streams in turn; 0: each event to a new one.", 0, 0, 1_000_000);

    private static readonly Option<string> Projections = InProcessOptions.Projections();
    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command(
            "streams",
            "From when an append was meant to start to the handler of its event, at a fixed rate, in this process.")
        {
            Journal, Runs, Rate, Duration, Warmup, Streams, Projections, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var journal = parsed.GetRequiredValue(Journal);
        var settings = new StreamRunSettings(
            parsed.GetRequiredValue(Rate), parsed.GetRequiredValue(Duration), parsed.GetRequiredValue(Warmup),
            parsed.GetRequiredValue(Streams));
        await using var system = await InProcessSystem.Start(journal, parsed.IsOn(Projections), cancellation);
        var measured = new List<InProcessMeasurement>();
        var allWrong = new List<string>();
        for (var run = 0; run < parsed.GetRequiredValue(Runs) && !cancellation.IsCancellationRequested; run++)
        {
            var (measurement, wrong) = await new StreamRun(system, settings, cancellation).Run();
            measured.Add(measurement);
            allWrong.AddRange(wrong);
        }
        await InProcessOptions.Report("events", journal, measured, null, new Dictionary<string, string>
        {
            ["rate"] = string.Create(CultureInfo.InvariantCulture, $"{settings.PerSecond}/s asked for"),
            ["streams"] = settings.Streams == 0
                ? "a new one for each event"
                : settings.Streams.ToString(CultureInfo.InvariantCulture),
            ["projections"] = parsed.IsOn(Projections) ? "on" : "off",
            ["delivered"] = allWrong.Count == 0 ? "every event" : string.Join("; ", allWrong),
        }, parsed.GetValue(Json), CancellationToken.None);
        return allWrong.Count == 0 ? Running.Balanced : Running.NotBalanced;
    }
}
