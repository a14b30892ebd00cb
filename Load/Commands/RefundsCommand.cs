using System.CommandLine;
using System.Globalization;
using PosSaga.Load.Books;
using PosSaga.Load.InProcess;

namespace PosSaga.Load.Commands;

/// <summary><c>refunds</c>: whole refunds per second in this process, without HTTP.</summary>
internal static class RefundsCommand
{
    private static readonly Option<string> Journal = InProcessOptions.Journal();
    private static readonly Option<string> Projections = InProcessOptions.Projections();
    private static readonly Option<int> InFlight = InProcessOptions.InFlight();
    private static readonly Option<int> Runs = InProcessOptions.Runs();
    private static readonly Option<int> Refunds = Options.Number("--refunds", "Refunds per run.", 5_000, 1, 1_000_000);

    private static readonly Option<int> Warmup = Options.Number(
        "--warmup", "Refunds before the measurement of each run.", 1_000, 0, 1_000_000);

    private static readonly Option<int> Rate = Options.Number(
        "--rate", "Open loop: so many refunds asked for per second. 0: closed loop.", 0, 0, 100_000);

    private static readonly Option<int> PerOrder = Options.Number(
        "--claims-per-order", "So many claims share one order and its payment.", 1, 1, 5);

    private static readonly Option<int> Lines = Options.Number("--lines", "Lines per order.", 1, 1, 50);
    private static readonly Option<int> Skus = Options.Number("--skus", "Over so many products.", 100, 1, 10_000);
    private static readonly Option<int> Stores = Options.Number("--stores", "Over the stores 1 to so many.", 5, 1, 6);
    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command(
            "refunds", "Whole refunds per second in this process, from the request to the last participant's event; "
            + "then checks the books.")
        {
            Journal, Projections, InFlight, Runs, Refunds, Warmup, Rate, PerOrder, Lines, Skus, Stores, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var journal = parsed.GetRequiredValue(Journal);
        var settings = new RefundRunSettings(
            parsed.GetRequiredValue(Refunds), parsed.GetRequiredValue(Warmup), parsed.GetRequiredValue(InFlight),
            parsed.GetRequiredValue(Rate), parsed.GetRequiredValue(PerOrder), parsed.GetRequiredValue(Lines),
            parsed.GetRequiredValue(Skus), parsed.GetRequiredValue(Stores));
        await using var system = await InProcessSystem.Start(journal, parsed.IsOn(Projections), cancellation);

        var measured = new List<InProcessMeasurement>();
        AuditResult? books = null;
        for (var run = 0; run < parsed.GetRequiredValue(Runs) && !cancellation.IsCancellationRequested; run++)
        {
            var (measurement, audit) = await new RefundRun(system, settings, cancellation).Run();
            measured.Add(measurement);
            // One run out of balance fails them all.
            books = books is { Balances: false } ? books : audit;
        }
        return await InProcessOptions.Report("refunds", journal, measured, books, new Dictionary<string, string>
        {
            ["loop"] = settings.PerSecond > 0
                ? string.Create(CultureInfo.InvariantCulture, $"open, {settings.PerSecond} refunds/s")
                : string.Create(CultureInfo.InvariantCulture, $"closed, {settings.InFlight} at once"),
            ["projections"] = parsed.IsOn(Projections) ? "on, caught up within the measurement" : "off",
        }, parsed.GetValue(Json), CancellationToken.None);
    }
}
