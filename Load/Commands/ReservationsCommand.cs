using System.CommandLine;
using PosSaga.Load.InProcess;

namespace PosSaga.Load.Commands;

/// <summary><c>reservations</c>: reservations per second of one hot SKU, in this process.</summary>
internal static class ReservationsCommand
{
    private static readonly Option<string> Journal = InProcessOptions.Journal();
    private static readonly Option<string> Projections = InProcessOptions.Projections();
    private static readonly Option<int> InFlight = InProcessOptions.InFlight();
    private static readonly Option<int> Runs = InProcessOptions.Runs();
    private static readonly Option<int> Count = Options.Number("--count", "Reservations per run.", 20_000, 1, 900_000);
    private static readonly Option<int> Warmup = Options.Number(
        "--warmup", "Reservations before that.", 1_000, 0, 100_000);
    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command("reservations", "Reservations per second of one hot SKU, in this process.")
        {
            Journal, Projections, InFlight, Runs, Count, Warmup, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var journal = parsed.GetRequiredValue(Journal);
        await using var system = await InProcessSystem.Start(journal, parsed.IsOn(Projections), cancellation);
        var measured = new List<InProcessMeasurement>();
        var allWrong = new List<string>();
        for (var run = 0; run < parsed.GetRequiredValue(Runs) && !cancellation.IsCancellationRequested; run++)
        {
            var (measurement, wrong) = await new ReservationRun(
                system, parsed.GetRequiredValue(Count), parsed.GetRequiredValue(Warmup),
                parsed.GetRequiredValue(InFlight), cancellation).Run();
            measured.Add(measurement);
            allWrong.AddRange(wrong);
        }
        await InProcessOptions.Report("reservations", journal, measured, null, new Dictionary<string, string>
        {
            ["shelf"] = allWrong.Count == 0 ? "every reservation counted once" : string.Join("; ", allWrong),
        }, parsed.GetValue(Json), CancellationToken.None);
        return allWrong.Count == 0 ? Running.Balanced : Running.NotBalanced;
    }
}
