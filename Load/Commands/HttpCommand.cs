using System.CommandLine;

namespace PosSaga.Load;

/// <summary>The options of every load over HTTP.</summary>
internal sealed record HttpSettings(
    Uri Url, string TillKey, string AdminKey, LoadProfile Profile, int Lines, int Skus, int Stores, TimeSpan Settle,
    string? Database, string? Gateway, FileInfo? Json);

/// <summary>What a journey of customers uses and fills.</summary>
internal sealed record HttpLoad(ApiClient Tills, Assortment Assortment, Recorder Recorder, PlacedOrders Orders);

/// <summary>The commands that drive a running system over HTTP: their options, and a run from the preparation to the
/// report.</summary>
internal static class HttpCommand
{
    private static readonly Option<int> Clients = Options.Number(
        "--clients", "Closed loop: so many customers, each begins anew when the last has ended.", 32, 1, 4096);

    private static readonly Option<int> Rate = Options.Number(
        "--rate", "Open loop: so many customers per second, measured from when each was meant to start. 0: closed.",
        0, 0, 100_000);

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before the measurement.", TimeSpan.FromSeconds(5));

    public static Command Define(
        string name, string description, Func<ParseResult, CancellationToken, Task<int>> run,
        params Option[] options) =>
        LoadCommand.Define(
            name, description, run,
            [
                Options.Url, Options.TillKey, Options.AdminKey, Clients, Rate, Options.MeasuredFor, Warmup,
                Options.Lines, Options.Skus, Options.Stores, Options.Settle, Options.Database, Options.Gateway,
                Options.Json, .. options,
            ]);

    public static HttpSettings Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(Options.Url), parsed.GetRequiredValue(Options.TillKey),
        parsed.GetRequiredValue(Options.AdminKey),
        new(parsed.GetRequiredValue(Clients), parsed.GetRequiredValue(Rate), parsed.GetRequiredValue(Warmup),
            parsed.GetRequiredValue(Options.MeasuredFor)),
        parsed.GetRequiredValue(Options.Lines), parsed.GetRequiredValue(Options.Skus),
        parsed.GetRequiredValue(Options.Stores), parsed.GetRequiredValue(Options.Settle),
        parsed.GetValue(Options.Database), parsed.GetValue(Options.Gateway),
        parsed.GetValue(Options.Json));

    /// <param name="counted">The kind of request of which there is one per <paramref name="unit"/>.</param>
    /// <param name="journey">Makes what a customer does, given the intended start, and the refunds that it
    /// requested.</param>
    public static async Task<int> Run(
        HttpSettings settings, string unit, string counted, bool checkBooks,
        Func<HttpLoad, (Func<long, Task> Go, Func<IReadOnlyList<AskedRefund>> Refunds)> journey,
        CancellationToken interrupted)
    {
        var database = await DatabaseFacts.Read(settings.Database, interrupted);
        using var tills = new ApiClient(settings.Url, settings.TillKey);
        using var office = new ApiClient(settings.Url, settings.AdminKey);
        var assortment = new Assortment(Assortment.NewRunId(), settings.Skus, settings.Stores);
        await Console.Error.WriteLineAsync(
            $"Preparing {settings.Skus} products in {settings.Stores} stores as {assortment.RunId}.");
        await assortment.Prepare(office, interrupted);

        var load = new HttpLoad(tills, assortment, new Recorder(), new PlacedOrders());
        var (go, refunds) = journey(load);
        var seconds = await settings.Profile.Run(go, load.Recorder, interrupted);
        AuditResult? books = null;
        if (checkBooks)
        {
            await Console.Error.WriteLineAsync(
                $"Checking the books of {load.Orders.Count} orders and {refunds().Count} refunds.");
            // Not cancelled by Ctrl-C: an interrupted run must balance as well.
            var ledger = GatewayLedger.Open(settings.Gateway);
            books = await new Auditor(new BookReader(office), ledger, gatewayIsOurs: false)
                .Audit(assortment, load.Orders, settings.Settle, CancellationToken.None, refunds());
        }
        await new HttpRun(settings.Profile, load.Recorder, seconds, database)
            .Report(unit, counted, books).Write(Console.Out, settings.Json);
        return books is { Balances: false } ? LoadCommand.NotBalanced : LoadCommand.Balanced;
    }
}
