using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.Load.Books;
using PosSaga.Load.Claims;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;
using PosSaga.PaymentSimulator;

namespace PosSaga.Load.InProcess;

/// <param name="PerSecond">0: closed loop, <paramref name="InFlight"/> at once.</param>
internal sealed record RefundRunSettings(
    int Refunds, int Warmup, int InFlight, int PerSecond, int ClaimsPerOrder, int Lines, int Skus, int Stores);

/// <summary>One measured run of refunds in this process: claims are made ready beforehand, then asked for their money;
/// and the books of all of it.</summary>
internal sealed class RefundRun(InProcessSystem system, RefundRunSettings settings, CancellationToken interrupted)
{
    public const string Whole = "refund, complete";
    private const string Request = "refund request answered";
    private const string Settled = "refund request to settled";
    private const int PreparingClients = 256;

    private readonly bool[] _asked = new bool[settings.Warmup + settings.Refunds];

    public async Task<(InProcessMeasurement Measured, AuditResult Books)> Run()
    {
        var assortment = new Assortment(Assortment.NewRunId(), settings.Skus, settings.Stores);
        var shop = new GrainShop(system.Grains, assortment);
        var orders = new OrderPlans(assortment, TokenMix.Parse("ok"), settings.Lines, repeatPercent: 0, seed: 1);
        var plans = new ClaimPlans(orders, settings.ClaimsPerOrder, seed: 1);
        var claims = new GrainClaims(system.Grains, shop, plans, assortment.RunId);
        var placed = (int)plans.OrdersOf(_asked.Length);
        await Console.Error.WriteLineAsync($"Preparing {assortment.RunId}: {placed} orders, {_asked.Length} claims.");
        await shop.Prepare();
        await ClosedLoop.Count(PreparingClients, placed, n => claims.PlaceOrder(n), interrupted);
        await ClosedLoop.Count(PreparingClients, _asked.Length, n => claims.OpenAndResolve(n), interrupted);
        // A claim of an interrupted run may not be there.
        interrupted.ThrowIfCancellationRequested();

        var journal = system.Services.GetRequiredService<IJournalFeed>();
        await using var tail = new RefundTail(journal, system.Services.GetRequiredService<IEventCodec>());
        await tail.Start();
        await Batch(claims, tail, 0, settings.Warmup, new Recorder());
        await system.ProjectionsCaughtUp(interrupted);
        var recorder = new Recorder();
        var measured = await InProcessMeasurement.Of(Whole, recorder, async () =>
        {
            await Batch(claims, tail, settings.Warmup, settings.Refunds, recorder);
            await system.ProjectionsCaughtUp(CancellationToken.None);
        });
        return (measured, await Audit(shop, assortment, claims, plans, placed));
    }

    private async Task Batch(GrainClaims claims, RefundTail tail, int first, int count, Recorder recorder)
    {
        if (settings.PerSecond == 0)
        {
            await ClosedLoop.Count(
                settings.InFlight, count, n => One(claims, tail, first + n, Moments.Now, recorder), interrupted);
            return;
        }

        var next = -1;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        await new OpenLoop(settings.PerSecond).Run(async intended =>
        {
            var n = Interlocked.Increment(ref next);
            if (n == count - 1)
                await end.CancelAsync();
            if (n < count)
                await One(claims, tail, first + n, intended, recorder);
        }, end.Token);
    }

    private async Task One(GrainClaims claims, RefundTail tail, int number, long intended, Recorder recorder)
    {
        recorder.Begin();
        var watched = tail.Watch(claims.ClaimId(number));
        _asked[number] = true;
        await claims.AskForRefund(number);
        recorder.Took(Request, Moments.MicrosBetween(intended, Moments.Now));
        var status = await watched.Over();
        if (watched.SettledAt != 0)
            recorder.Took(Settled, Moments.MicrosBetween(intended, watched.SettledAt));
        recorder.Completed(Whole, Moments.MicrosBetween(intended, watched.EndedAt));
        recorder.Ended($"refund {status}");
        recorder.End();
    }

    private async Task<AuditResult> Audit(
        GrainShop shop, Assortment assortment, GrainClaims claims, ClaimPlans plans, int placed)
    {
        var asked = Enumerable.Range(0, _asked.Length).Where(n => _asked[n]).ToList();
        var refunds = await RefundGrainBooks.Read(
            claims, [.. asked.Select(n => (claims.ClaimId(n), claims.OrderId(plans.Plan(n).Order)))]);
        var ledger = system.Services.GetRequiredService<IGatewayLedger>();
        return await GrainBooks.Audit(
            shop, assortment, [.. Enumerable.Range(0, placed).Select(n => claims.OrderId(n))], refunds,
            new LedgerGatewayBooks(ledger, GrainShop.Tenant));
    }
}
