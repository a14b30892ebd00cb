using PosSaga.Load.Books;
using PosSaga.Load.Http;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;
using PosSaga.Load.Reporting;

namespace PosSaga.Load.Commands;

/// <summary>One run of <c>orders</c>: prepare, warm up, measure, come to rest, check, report.</summary>
internal static class OrdersRun
{
    public static async Task<int> Run(OrdersSettings settings, CancellationToken interrupted)
    {
        var database = await DatabaseFacts.Read(settings.Database, interrupted);
        using var tills = new ApiClient(settings.Url, settings.Key);
        using var office = new ApiClient(settings.Url, settings.AdminKey);
        using var watch = settings.ProcessId > 0 ? new ProcessWatch(settings.ProcessId) : null;

        var assortment = new Assortment(Assortment.NewRunId(), settings.Skus, settings.Stores);
        await Console.Error.WriteLineAsync(
            $"Preparing {settings.Skus} products in {settings.Stores} stores as {assortment.RunId}.");
        await assortment.Prepare(office, interrupted);

        var recorder = new Recorder();
        var memory = new TillMemory();
        var plans = new OrderPlans(assortment, settings.Tokens, settings.Lines, settings.RepeatPercent, settings.Seed);
        using var answers = AnswerLog.Open(settings.Answers);
        var journey = new OrderJourney(tills, plans, recorder, memory, assortment.RunId, settings.Persistence, answers);
        var drive = new Drive(settings.Clients, settings.RatePerSecond, settings.Warmup, settings.Duration);
        var seconds = await drive.Run(journey.Go, recorder, watch, interrupted);

        AuditResult? books = null;
        if (settings.CheckBooks)
        {
            await Console.Error.WriteLineAsync($"Checking the books of {memory.Count} orders.");
            // Also after Ctrl-C: an interrupted run must balance like any other.
            books = await new Auditor(
                new BookReader(office), GatewayLedger.Open(settings.Gateway), gatewayIsOurs: false)
                .Audit(assortment, memory, settings.Settle, CancellationToken.None);
        }
        await new DrivenRun(drive, recorder, seconds, watch, database)
            .Report("complete orders", Kinds.WholeOrder, books).Write(Console.Out, settings.Json);
        return books is { Balances: false } ? Running.NotBalanced : Running.Balanced;
    }
}
