using System.CommandLine;
using PosSaga.Load.Books;
using PosSaga.Load.InProcess;
using PosSaga.Load.Orders;

namespace PosSaga.Load.Commands;

/// <summary><c>grains</c>: order sagas per second in this process, without HTTP.</summary>
internal static class GrainsCommand
{
    private static readonly Option<string> Journal = InProcessOptions.Journal();
    private static readonly Option<string> Projections = InProcessOptions.Projections();
    private static readonly Option<int> InFlight = InProcessOptions.InFlight();
    private static readonly Option<int> Runs = InProcessOptions.Runs();

    private static readonly Option<int> Sagas = Options.Number(
        "--sagas", "Sagas per run.", 20_000, 1, 10_000_000);

    private static readonly Option<int> Warmup = Options.Number(
        "--warmup", "Sagas before the measurement of each run.", 2_000, 0, 1_000_000);

    private static readonly Option<int> Lines = Options.Number("--lines", "Lines per order.", 1, 1, 50);
    private static readonly Option<int> Skus = Options.Number(
        "--skus", "Over so many products; 1 is one hot SKU.", 100, 1, 10_000);
    private static readonly Option<int> Stores = Options.Number("--stores", "Over the stores 1 to so many.", 5, 1, 6);
    private static readonly Option<TokenMix> Tokens = Options.Tokens();
    private static readonly Option<bool> WithCarts =
        new("--with-carts") { Description = "Measures the carts as well." };
    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command(
            "grains", "Order sagas per second in this process, without HTTP; then checks the books.")
        {
            Journal, Projections, InFlight, Runs, Sagas, Warmup, Lines, Skus, Stores, Tokens, WithCarts, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var journal = parsed.GetRequiredValue(Journal);
        var settings = new SagaRunSettings(
            parsed.GetRequiredValue(Sagas), parsed.GetRequiredValue(Warmup), parsed.GetRequiredValue(InFlight),
            parsed.GetRequiredValue(Lines), parsed.GetRequiredValue(Skus), parsed.GetRequiredValue(Stores),
            parsed.GetRequiredValue(Tokens), parsed.GetValue(WithCarts));
        await using var system = await InProcessSystem.Start(journal, parsed.IsOn(Projections), cancellation);

        var measured = new List<InProcessMeasurement>();
        AuditResult? books = null;
        for (var run = 0; run < parsed.GetRequiredValue(Runs) && !cancellation.IsCancellationRequested; run++)
        {
            var (measurement, audit) = await new SagaRun(system, settings, cancellation).Run();
            measured.Add(measurement);
            // One run out of balance fails them all.
            books = books is { Balances: false } ? books : audit;
        }
        return await InProcessOptions.Report("order sagas", journal, measured, books, new Dictionary<string, string>
        {
            ["projections"] = parsed.IsOn(Projections) ? "on, caught up within the measurement" : "off",
        }, parsed.GetValue(Json), CancellationToken.None);
    }
}
