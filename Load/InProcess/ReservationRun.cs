using PosSaga.Inventory;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;

namespace PosSaga.Load.InProcess;

/// <summary>One hot SKU: many sagas reserve a piece of the same shelf at once.</summary>
internal sealed class ReservationRun(
    InProcessSystem system, int count, int warmup, int inFlight, CancellationToken interrupted)
{
    private const string Store = "1";

    /// <returns>The measurement, and what is wrong with the shelf afterwards; empty when nothing is.</returns>
    public async Task<(InProcessMeasurement Measured, IReadOnlyList<string> Wrong)> Run()
    {
        var assortment = new Assortment(Assortment.NewRunId(), skus: 1, stores: 1);
        var shop = new GrainShop(system.Grains, assortment);
        await shop.Prepare();
        var shelf = shop.Stock(Store, assortment.Skus[0]);
        await Batch(shop, shelf, 0, warmup, new Recorder());
        var recorder = new Recorder();
        var measured = await InProcessMeasurement.Of(
            Kinds.Reservation, recorder, () => Batch(shop, shelf, warmup, count, recorder));

        var asked = _reserved;
        var after = await shelf.Get();
        return (measured, after.Reserved == asked
            ? []
            : [$"stock: {asked} pieces were reserved, the shelf says {after.Reserved}"]);
    }

    private long _reserved;

    private Task Batch(GrainShop shop, IStockGrain shelf, int first, int size, Recorder recorder) =>
        ClosedLoop.Count(inFlight, size, async n =>
        {
            var id = shop.NumberedId("r", first + n);
            recorder.Begin();
            var begun = Moments.Now;
            GrainShop.Require(
                await shelf.Reserve(new ReserveStock(GrainShop.From(id), id, 1, DateTimeOffset.UtcNow)), id);
            Interlocked.Increment(ref _reserved);
            recorder.Completed(Kinds.Reservation, Moments.MicrosBetween(begun, Moments.Now));
            recorder.End();
        }, interrupted);
}
