using PosSaga.Load.Books;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;
using PosSaga.Sagas;

namespace PosSaga.Load.InProcess;

/// <param name="WithCarts">Opening and filling the carts is measured as well.</param>
internal sealed record SagaRunSettings(
    int Sagas, int Warmup, int InFlight, int Lines, int Skus, int Stores, TokenMix Tokens, bool WithCarts);

/// <summary>One measured run of order sagas in this process, on products of its own, and its books.</summary>
internal sealed class SagaRun(InProcessSystem system, SagaRunSettings settings, CancellationToken interrupted)
{
    public async Task<(InProcessMeasurement Measured, AuditResult Books)> Run()
    {
        var assortment = new Assortment(Assortment.NewRunId(), settings.Skus, settings.Stores);
        var shop = new GrainShop(system.Grains, assortment);
        var plans = new OrderPlans(assortment, settings.Tokens, settings.Lines, repeatPercent: 0, seed: 1);
        await Console.Error.WriteLineAsync($"Preparing {assortment.RunId}.");
        await shop.Prepare();

        var total = settings.Warmup + settings.Sagas;
        var carts = new string?[total];
        if (!settings.WithCarts)
            await ClosedLoop.Count(settings.InFlight, total,
                async i => carts[i] = await shop.FillCart(plans.Plan(i), i), interrupted);

        await Batch(shop, plans, carts, 0, settings.Warmup, new Recorder());
        await system.ProjectionsCaughtUp(interrupted);
        var recorder = new Recorder();
        var measured = await InProcessMeasurement.Of(Kinds.Saga, recorder, async () =>
        {
            await Batch(shop, plans, carts, settings.Warmup, settings.Sagas, recorder);
            // Read models that lag behind would flatter the figure.
            await system.ProjectionsCaughtUp(CancellationToken.None);
        });

        var ran = carts.Select((cart, i) => (cart, i)).Where(c => c.cart is not null && _started[c.i]);
        return (measured, await GrainBooks.Audit(shop, assortment, [.. ran.Select(c => shop.NumberedId("o", c.i))]));
    }

    private readonly bool[] _started = new bool[settings.Warmup + settings.Sagas];

    private Task Batch(GrainShop shop, OrderPlans plans, string?[] carts, int first, int count, Recorder recorder) =>
        ClosedLoop.Count(settings.InFlight, count, async n =>
        {
            var i = first + n;
            recorder.Begin();
            var begun = Moments.Now;
            var plan = plans.Plan(i);
            carts[i] ??= await shop.FillCart(plan, i);
            _started[i] = true;
            var view = await shop.Order(plan, carts[i]!, i);
            recorder.Completed(Kinds.Saga, Moments.MicrosBetween(begun, Moments.Now));
            recorder.Ended(
                view.State == SagaState.Completed ? "completed" : view.Failure?.Reason ?? view.State.ToString());
            recorder.End();
        }, interrupted);
}
