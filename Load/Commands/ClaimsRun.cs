using PosSaga.Load.Books;
using PosSaga.Load.Claims;
using PosSaga.Load.Http;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;
using PosSaga.Load.Reporting;

namespace PosSaga.Load.Commands;

/// <summary>What <c>claims</c> was asked for; the options' own descriptions say what each means.</summary>
internal sealed record ClaimsSettings(
    Uri Url, string Key, string AgentKey, string AdminKey, int Prepared, Drive Drive, int Lines, int Skus, int Stores,
    TimeSpan Settle, string? Database, string? Gateway, int ProcessId, FileInfo? Json);

/// <summary>One run of <c>claims</c>: prepare, warm up, measure, come to rest, check, report.</summary>
internal static class ClaimsRun
{
    private const int PreparingClients = 32;

    public static async Task<int> Run(ClaimsSettings settings, CancellationToken interrupted)
    {
        var database = await DatabaseFacts.Read(settings.Database, interrupted);
        using var tills = new ApiClient(settings.Url, settings.Key);
        using var agents = new ApiClient(settings.Url, settings.AgentKey);
        using var office = new ApiClient(settings.Url, settings.AdminKey);
        using var watch = settings.ProcessId > 0 ? new ProcessWatch(settings.ProcessId) : null;

        var assortment = new Assortment(Assortment.NewRunId(), settings.Skus, settings.Stores);
        await Console.Error.WriteLineAsync($"Preparing {assortment.RunId}, {settings.Prepared} claims.");
        await assortment.Prepare(office, interrupted);
        var (recorder, memory) = (new Recorder(), new TillMemory());
        var orders = new OrderPlans(assortment, TokenMix.Parse("ok"), settings.Lines, repeatPercent: 0, seed: 1);
        var journey = new ClaimJourney(
            tills, agents, new ClaimPlans(orders, perOrder: 1, seed: 1), recorder, memory, assortment.RunId);
        await journey.Prepare(PreparingClients, settings.Prepared, interrupted);

        var seconds = await Load(settings, journey, recorder, watch, interrupted);
        await Console.Error.WriteLineAsync(
            $"Checking the books of {memory.Count} orders and {journey.Asked.Count} refunds.");
        // Also after Ctrl-C: an interrupted run must balance like any other.
        var ledger = GatewayLedger.Open(settings.Gateway);
        var books = await new Auditor(new BookReader(office), ledger, gatewayIsOurs: false)
            .Audit(assortment, memory, settings.Settle, CancellationToken.None, journey.Asked);
        await new DrivenRun(settings.Drive, recorder, seconds, watch, database)
            .Report("refunds", ClaimJourney.Refund, books, ("measured", settings.Prepared > 0
                ? "refunds of claims made ready"
                : "all of the way, from the cart on"))
            .Write(Console.Out, settings.Json);
        return books.Balances ? Running.Balanced : Running.NotBalanced;
    }

    private static async Task<double> Load(
        ClaimsSettings settings, ClaimJourney journey, Recorder recorder, ProcessWatch? watch,
        CancellationToken interrupted)
    {
        if (settings.Prepared == 0)
            return await settings.Drive.Run(journey.Go, recorder, watch, interrupted);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        return await settings.Drive.Run(async intended =>
        {
            if (!await journey.GoOn(intended))
                await enough.CancelAsync();
        }, recorder, watch, enough.Token);
    }
}
