using System.CommandLine;
using PosSaga.Inventory;

namespace PosSaga.Load;

/// <summary><c>reservations</c>: reservations per second of one hot SKU, in this process.</summary>
internal static class ReservationsCommand
{
    private static readonly Option<int> Count = Options.Number("--count", "Reservations per run.", 20_000, 1, 900_000);

    private static readonly Option<int> Warmup = Options.Number(
        "--warmup", "Reservations before that.", 1_000, 0, 100_000);

    public static Command Define() => LoadCommand.Define(
        "reservations", "Reservations per second of one hot SKU, in this process.", Run, InProcessCommand.Journal,
        InProcessCommand.Projections, InProcessCommand.InFlight, InProcessCommand.Runs, Count, Warmup, Options.Json);

    private static Task<int> Run(ParseResult parsed, CancellationToken cancellation) => InProcessCommand.Run(
        parsed, "reservations", parsed.IsOn(InProcessCommand.Projections),
        system => new ReservationRun(
            system, parsed.GetRequiredValue(Count), parsed.GetRequiredValue(Warmup),
            parsed.GetRequiredValue(InProcessCommand.InFlight), cancellation).Run(),
        [], "every reservation counted once", cancellation);
}

/// <summary>Many sagas reserve a piece of the same SKU at once.</summary>
internal sealed class ReservationRun(
    InProcessSystem system, int count, int warmup, int inFlight, CancellationToken interrupted)
{
    private const string Store = "1";

    private long _reserved;

    public async Task<InProcessResult> Run()
    {
        var assortment = new Assortment(Assortment.NewRunId(), skus: 1, stores: 1);
        var shop = new GrainShop(system.Grains, assortment);
        await shop.Prepare();
        var shelf = shop.Stock(Store, assortment.Skus[0]);
        await Batch(shop, shelf, 0, warmup, new Recorder());
        var recorder = new Recorder();
        var measured = await InProcessMeasurement.Of(
            Kinds.Reservation, recorder, () => Batch(shop, shelf, warmup, count, recorder));
        var after = await shelf.Get();
        return new(measured, Wrong: after.Reserved == _reserved
            ? null
            : $"{_reserved} pieces were reserved, the stock's grain has {after.Reserved}");
    }

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
