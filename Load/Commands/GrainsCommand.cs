using System.CommandLine;
using PosSaga.Sagas;

namespace PosSaga.Load;

/// <summary><c>grains</c>: order sagas per second in this process, without HTTP.</summary>
internal static class GrainsCommand
{
    private static readonly Option<int> Sagas = Options.Number("--sagas", "Sagas per run.", 20_000, 1, 10_000_000);

    private static readonly Option<int> Warmup = Options.Number(
        "--warmup", "Sagas before the measurement of each run.", 2_000, 0, 1_000_000);

    public static Command Define() => LoadCommand.Define(
        "grains", "Order sagas per second in this process, without HTTP; then checks the books.", Run,
        InProcessCommand.Journal, InProcessCommand.Projections, InProcessCommand.InFlight, InProcessCommand.Runs, Sagas,
        Warmup, Options.Lines, Options.Skus, Options.Stores, Options.Tokens, Options.Json);

    private static Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var settings = new SagaRunSettings(
            parsed.GetRequiredValue(Sagas), parsed.GetRequiredValue(Warmup),
            parsed.GetRequiredValue(InProcessCommand.InFlight), parsed.GetRequiredValue(Options.Lines),
            parsed.GetRequiredValue(Options.Skus), parsed.GetRequiredValue(Options.Stores),
            parsed.GetRequiredValue(Options.Tokens));
        return InProcessCommand.Run(
            parsed, "order sagas", parsed.IsOn(InProcessCommand.Projections),
            system => new SagaRun(system, settings, cancellation).Run(),
            new() { ["projections"] = InProcessCommand.ProjectionsNote(parsed) }, check: null, cancellation);
    }
}

internal sealed record SagaRunSettings(
    int Sagas, int Warmup, int InFlight, int Lines, int Skus, int Stores, TokenMix Tokens);

/// <summary>One measured run of order sagas in this process, on products of its own, and the audit of its
/// books.</summary>
internal sealed class SagaRun(InProcessSystem system, SagaRunSettings settings, CancellationToken interrupted)
{
    private readonly bool[] _started = new bool[settings.Warmup + settings.Sagas];

    public async Task<InProcessResult> Run()
    {
        var assortment = new Assortment(Assortment.NewRunId(), settings.Skus, settings.Stores);
        var shop = new GrainShop(system.Grains, assortment);
        var plans = new OrderPlans(assortment, settings.Tokens, settings.Lines, repeatPercent: 0, seed: 1);
        await Console.Error.WriteLineAsync($"Preparing {assortment.RunId}.");
        await shop.Prepare();
        var carts = new string?[_started.Length];
        await ClosedLoop.Count(
            settings.InFlight, carts.Length, async i => carts[i] = await shop.FillCart(plans.Plan(i), i), interrupted);

        await Batch(shop, plans, carts, 0, settings.Warmup, new Recorder());
        await system.ProjectionsCaughtUp(interrupted);
        var recorder = new Recorder();
        var measured = await InProcessMeasurement.Of(Kinds.Saga, recorder, async () =>
        {
            await Batch(shop, plans, carts, settings.Warmup, settings.Sagas, recorder);
            // Work that the read models have not done yet would be missing from the figure.
            await system.ProjectionsCaughtUp(CancellationToken.None);
        });
        var started = Enumerable.Range(0, carts.Length).Where(i => _started[i]).Select(i => shop.NumberedId("o", i));
        return new(measured, await GrainBooks.Audit(shop, assortment, [.. started]));
    }

    private Task Batch(GrainShop shop, OrderPlans plans, string?[] carts, int first, int count, Recorder recorder) =>
        ClosedLoop.Count(settings.InFlight, count, async n =>
        {
            var i = first + n;
            // An interrupted preparation leaves carts out.
            if (carts[i] is not { } cart)
                return;
            recorder.Begin();
            var begun = Moments.Now;
            _started[i] = true;
            var view = await shop.Order(plans.Plan(i), cart, i);
            recorder.Completed(Kinds.Saga, Moments.MicrosBetween(begun, Moments.Now));
            recorder.CountOutcome(
                view.State == SagaState.Completed ? "completed" : view.Failure?.Reason ?? view.State.ToString());
            recorder.End();
        }, interrupted);
}
