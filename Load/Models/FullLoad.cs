using System.Globalization;
using PosSaga.Load.InProcess;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;

namespace PosSaga.Load.Models;

/// <summary>Order sagas and claims, as many as the system takes, while something else goes on.</summary>
internal sealed class FullLoad(InProcessSystem system, ModelRun claims, CancellationToken interrupted)
{
    private const int Tills = 64;
    private const int Skus = 100;
    private const int Stores = 5;

    /// <returns>What was done meanwhile, to report.</returns>
    public async Task<string> While(Func<Task> work)
    {
        var assortment = new Assortment(Assortment.NewRunId(), Skus, Stores);
        var shop = new GrainShop(system.Grains, assortment);
        var plans = new OrderPlans(assortment, TokenMix.Parse("ok=1"), lines: 1, repeatPercent: 0, seed: 1);
        await shop.Prepare();
        long carts = 0, orders = 0, events = 0;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        var begun = Moments.Now;
        var tills = ClosedLoop.Run(Tills, async _ =>
        {
            var number = Interlocked.Increment(ref carts);
            var plan = plans.Plan(number);
            await shop.Order(plan, await shop.FillCart(plan, number), number);
            Interlocked.Increment(ref orders);
        }, end.Token);
        var people = ClosedLoop.Run(Tills, async _ =>
        {
            await claims.GoOn();
            Interlocked.Increment(ref events);
        }, end.Token);
        try
        {
            await work();
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(tills, people);
        }
        var seconds = Moments.MicrosBetween(begun, Moments.Now) / 1_000_000.0;
        return string.Create(
            CultureInfo.InvariantCulture, $"{orders / seconds:0} orders/s and {events / seconds:0} events of claims/s");
    }
}
