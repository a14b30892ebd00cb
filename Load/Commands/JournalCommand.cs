using System.CommandLine;
using PosSaga.Load.InProcess;

namespace PosSaga.Load.Commands;

/// <summary><c>journal</c>: raw appends per second.</summary>
internal static class JournalCommand
{
    private static readonly Option<string> Journal = InProcessOptions.Journal();
    private static readonly Option<int> InFlight = InProcessOptions.InFlight();
    private static readonly Option<int> Runs = InProcessOptions.Runs();
    private static readonly Option<int> Count = Options.Number("--count", "Appends per run.", 50_000, 1, 10_000_000);
    private static readonly Option<int> Events = Options.Number("--events", "Events per append.", 1, 1, 100);
    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command("journal", "Raw appends per second, each to a stream of its own.")
        {
            Journal, InFlight, Runs, Count, Events, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var journal = parsed.GetRequiredValue(Journal);
        await using var system = await InProcessSystem.Start(journal, projections: false, cancellation);
        var measured = new List<InProcessMeasurement>();
        for (var run = 0; run < parsed.GetRequiredValue(Runs) && !cancellation.IsCancellationRequested; run++)
            measured.Add(await new AppendRun(
                system, parsed.GetRequiredValue(Count), parsed.GetRequiredValue(Events),
                parsed.GetRequiredValue(InFlight), cancellation).Run());
        return await InProcessOptions.Report("appends", journal, measured, null, new Dictionary<string, string>
        {
            ["events per append"] = parsed.GetRequiredValue(Events)
                .ToString(System.Globalization.CultureInfo.InvariantCulture),
        }, parsed.GetValue(Json), CancellationToken.None);
    }
}
