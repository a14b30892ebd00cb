using System.CommandLine;
using System.Globalization;
using PosSaga.Load.InProcess;
using PosSaga.Load.Models;

namespace PosSaga.Load.Commands;

/// <summary><c>models</c>: how fast read models are rebuilt, and how far they are behind.</summary>
internal static class ModelsCommand
{
    private static readonly Option<string> Journal = InProcessOptions.Journal();
    private static readonly Option<int> Claims = Options.Number(
        "--claims", "Claims to add first.", 100_000, 0, 10_000_000);


    private static readonly Option<string[]> Rebuild = new("--rebuild")
    {
        Description = "Read models to rebuild and compare, before the lag is measured.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [ReadModels.Models.Claims],
    };

    private static readonly Option<int> Rate = Options.Number(
        "--rate", "Events per second of the lag's measurement; 0: none.", 2_000, 0, 100_000);

    private static readonly Option<int> Runs = InProcessOptions.Runs();

    private static readonly Option<TimeSpan> Duration = Options.Duration(
        "--duration", "How long each run measures.", TimeSpan.FromSeconds(20));

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before each measurement.", TimeSpan.FromSeconds(5));

    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command(
            "models",
            "Adds claims to the journal, rebuilds read models of them, and measures, at a fixed rate, from when an append "
            + "was meant to start until every read model shows it; in this process.")
        {
            Journal, Claims, Rebuild, Rate, Runs, Duration, Warmup, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var journal = parsed.GetRequiredValue(Journal);
        var settings = new ModelRunSettings(
            parsed.GetRequiredValue(Claims), parsed.GetRequiredValue(Rate), parsed.GetRequiredValue(Duration),
            parsed.GetRequiredValue(Warmup));
        await using var system = await InProcessSystem.Start(journal, projections: true, cancellation);
        var run = new ModelRun(system, settings, cancellation);
        await Console.Error.WriteLineAsync($"Adding {settings.Claims} claims.");
        await run.Fill();
        await system.ProjectionsCaughtUp(cancellation);

        var (notes, allRight) = (new Dictionary<string, string>(), true);
        foreach (var model in parsed.GetRequiredValue(Rebuild))
        {
            var (note, same) = await RebuildRun.Of(system, model, cancellation);
            notes[$"rebuild of {model}"] = note;
            allRight &= same;
            await Console.Error.WriteLineAsync($"Rebuild of {model}: {note}");
        }
        if (settings.PerSecond == 0)
            return allRight ? Running.Balanced : Running.NotBalanced;

        var measured = new List<InProcessMeasurement>();
        for (var i = 0; i < parsed.GetRequiredValue(Runs) && !cancellation.IsCancellationRequested; i++)
        {
            var (measurement, wrong) = await run.Lag();
            measured.Add(measurement);
            allRight &= wrong is null;
            notes["shown"] = wrong ?? "every event";
        }
        notes["rate"] = string.Create(CultureInfo.InvariantCulture, $"{settings.PerSecond}/s asked for");
        await InProcessOptions.Report(
            "events", journal, measured, null, notes, parsed.GetValue(Json), CancellationToken.None);
        return allRight ? Running.Balanced : Running.NotBalanced;
    }
}
