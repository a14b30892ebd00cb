using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.PaymentSimulator;

namespace PosSaga.Load;

/// <summary><c>refunds</c>: whole refunds per second in this process, without HTTP.</summary>
internal static class RefundsCommand
{
    private static readonly Option<int> Refunds = Options.Number("--refunds", "Refunds per run.", 5_000, 1, 1_000_000);

    private static readonly Option<int> Warmup = Options.Number(
        "--warmup", "Refunds before the measurement of each run.", 1_000, 0, 1_000_000);

    private static readonly Option<int> Rate = Options.Number(
        "--rate", "Open loop: so many refunds asked for per second. 0: closed loop.", 0, 0, 100_000);

    public static Command Define() => LoadCommand.Define(
        "refunds", "Whole refunds per second in this process, from the request to the last participant's event; "
        + "then checks the books.",
        Run, InProcessCommand.Journal, InProcessCommand.Projections, InProcessCommand.InFlight, InProcessCommand.Runs,
        Refunds, Warmup, Rate, Options.Lines, Options.Skus, Options.Stores, Options.Json);

    private static Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = new RefundRunSettings(
            parsed.GetRequiredValue(Refunds), parsed.GetRequiredValue(Warmup),
            parsed.GetRequiredValue(InProcessCommand.InFlight), parsed.GetRequiredValue(Rate),
            parsed.GetRequiredValue(Options.Lines), parsed.GetRequiredValue(Options.Skus),
            parsed.GetRequiredValue(Options.Stores));
        return InProcessCommand.Run(
            parsed, "refunds", parsed.IsOn(InProcessCommand.Projections),
            system => new RefundRun(system, settings, cancellation).Run(),
            new()
            {
                ["loop"] = settings.PerSecond > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"open, {settings.PerSecond} refunds/s")
                    : string.Create(CultureInfo.InvariantCulture, $"closed, {settings.InFlight} at once"),
                ["projections"] = InProcessCommand.ProjectionsNote(parsed),
            },
            check: null, cancellation);
    }
}

/// <param name="PerSecond">0: closed loop, <paramref name="InFlight"/> at once.</param>
internal sealed record RefundRunSettings(
    int Refunds, int Warmup, int InFlight, int PerSecond, int Lines, int Skus, int Stores);

/// <summary>One measured run of refunds in this process, of claims that were resolved beforehand, and the audit of its
/// books.</summary>
internal sealed class RefundRun(InProcessSystem system, RefundRunSettings settings, CancellationToken interrupted)
{
    private const string Whole = "refund, complete";
    private const string Request = "refund request answered";
    private const string Settled = "refund request to settled";
    private const int PreparingClients = 256;

    private readonly bool[] _requested = new bool[settings.Warmup + settings.Refunds];

    public async Task<InProcessResult> Run()
    {
        var assortment = new Assortment(Assortment.NewRunId(), settings.Skus, settings.Stores);
        var shop = new GrainShop(system.Grains, assortment);
        var orders = new OrderPlans(assortment, TokenMix.Parse("ok"), settings.Lines, repeatPercent: 0, seed: 1);
        var plans = new ClaimPlans(orders, seed: 1);
        var claims = new GrainClaims(system.Grains, shop, plans, assortment.RunId);
        await Console.Error.WriteLineAsync($"Preparing {assortment.RunId}: {_requested.Length} orders and claims.");
        await shop.Prepare();
        await ClosedLoop.Count(PreparingClients, _requested.Length, n => claims.PlaceOrder(n), interrupted);
        await ClosedLoop.Count(PreparingClients, _requested.Length, n => claims.OpenAndResolve(n), interrupted);
        // After an interruption claims are missing.
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
        return new(measured, await Audit(shop, assortment, claims));
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
        _requested[number] = true;
        await claims.AskForRefund(number);
        recorder.RecordLatency(Request, Moments.MicrosBetween(intended, Moments.Now));
        var status = await watched.Over();
        if (watched.SettledAt != 0)
            recorder.RecordLatency(Settled, Moments.MicrosBetween(intended, watched.SettledAt));
        recorder.Completed(Whole, Moments.MicrosBetween(intended, watched.EndedAt));
        recorder.CountOutcome($"refund {status}");
        recorder.End();
    }

    private async Task<AuditResult> Audit(
        GrainShop shop, Assortment assortment, GrainClaims claims)
    {
        var requested = Enumerable.Range(0, _requested.Length).Where(n => _requested[n]).ToList();
        var refunds = await RefundGrainBooks.Read(
            claims, [.. requested.Select(n => (claims.ClaimId(n), claims.OrderId(n)))]);
        var ledger = system.Services.GetRequiredService<IGatewayLedger>();
        return await GrainBooks.Audit(
            shop, assortment, [.. Enumerable.Range(0, _requested.Length).Select(n => claims.OrderId(n))], refunds,
            new LedgerGatewayBooks(ledger, GrainShop.Tenant));
    }
}
