using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.Simulator;
using PosSaga.Inventory;
using PosSaga.Notifications;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Tests.Simulation;

/// <summary>When all is quiet everybody asks once more; then every silo dies, and everything is asked again of what the
/// journal gives back.</summary>
internal sealed class LastCall
{
    private const int LooksMax = 3;

    private LastCall(World world) => World = world;

    private World World { get; }

    /// <summary>What the grains say, by stream: before all silos died, and after.</summary>
    public SortedDictionary<string, (string? Before, string? After)> Live { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers to every request sent once more.</summary>
    public List<(string Saga, string Fingerprint, CommandResult<SagaView>? Answer)> Again { get; } = [];

    public static async Task Make(World world)
    {
        var call = world.LastCall = new LastCall(world);
        await call.AskAll();
        // A request of which nothing ever arrived has just begun its saga.
        await world.Settle();
        await call.AskAll();
        // A refund that failed has just been begun again.
        await world.Settle();
        var events = -1;
        // What was reserved for a saga that a person settled expires by itself, perhaps just between the two looks.
        for (var looks = 0; looks < LooksMax && events != world.Events().Count; looks++)
        {
            events = world.Events().Count;
            await call.Look((stream, view) => call.Live[stream] = (view, null));
            foreach (var silo in world.Silos)
                silo.Silo.KillAll();
            await call.Look((stream, view) => call.Live[stream] = (call.Live[stream].Before, view));
        }
    }

    private async Task AskAll()
    {
        foreach (var (saga, requests) in World.Diary.Asked)
            foreach (var request in requests)
                Again.Add((saga, request.Fingerprint, await Ask(World, saga, request)));
        foreach (var (id, request) in World.Diary.Sales)
            await AskTill(id, request);
        foreach (var claim in World.Diary.Refunds.Where(r => r.Answer.IsDone).Select(r => r.Claim).Distinct().ToList())
            await AskForRefund(claim);
    }

    private async Task AskTill(string id, StartSale request)
    {
        try
        {
            World.Diary.SalesTold.Add((id, request.Fingerprint, await World.Get<ISaleGrain>(id).Start(request)));
        }
        catch (Exception error) when (error is not SimulationEscapedException)
        {
            World.Weather.Count($"last call met {error.GetType().Name}");
        }
    }

    private async Task AskForRefund(string claim)
    {
        try
        {
            var now = World.Scheduler.Time.GetUtcNow();
            var command = new RefundClaim(World.From("last call", claim), now);
            World.Diary.Refunds.Add((claim, await World.Get<IClaimGrain>(claim).Refund(command)));
        }
        catch (Exception error) when (error is not SimulationEscapedException)
        {
            World.Weather.Count($"last call met {error.GetType().Name}");
        }
    }

    private static async Task<CommandResult<SagaView>?> Ask(World world, string saga, StartOrderSaga request)
    {
        try
        {
            return await world.Get<IOrderSagaGrain>(saga).Start(request);
        }
        catch (Exception error) when (error is not SimulationEscapedException)
        {
            world.Weather.Count($"last call met {error.GetType().Name}");
            return null;
        }
    }

    private async Task Look(Action<string, string?> says)
    {
        foreach (var stream in World.Events().Select(e => e.Stream).Distinct().Order(StringComparer.Ordinal))
        {
            var (kind, id) = (stream[..stream.IndexOf('/')], stream[(stream.IndexOf('/') + World.Tenant.Length + 2)..]);
            try
            {
                says(stream, (await View(kind, id))?.ToString());
            }
            catch (Exception error) when (error is not SimulationEscapedException)
            {
                says(stream, $"{error.GetType().Name}: {error.Message}");
            }
        }
    }

    private async Task<object?> View(string kind, string id) => kind switch
    {
        "order-saga" => Ended(await World.Get<IOrderSagaGrain>(id).Get()),
        "stock" => await World.Get<IStockGrain>(id).Get(),
        "cart" => Bare(await World.Get<ICartGrain>(id).Get()),
        "payment" => await World.Get<IPaymentGrain>(id).Get(),
        "order" => Bare(await World.Get<IOrderGrain>(id).Get()),
        "claim" => Bare(await World.Get<IClaimGrain>(id).Get()),
        "refund" => Bare(await World.Get<IRefundGrain>(id).Get()),
        "sale" => Bare(await World.Get<ISaleGrain>(id).Get()),
        "register" => await World.Get<IRegisterGrain>(id).Get(),
        "notification" => string.Join(',', await World.Get<INotificationGrain>(id).Get()),
        _ => null,
    };

    // Records print lists by their type's name: what is in them is compared by their sums. The position is known only
    // to the activation that appended.
    private static object? Ended(SagaView? view) => view is null ? null : view with { Cart = null, Position = 0 };

    private static object? Bare(SaleView? view) => view is null ? null : view with { Sale = null, Position = 0 };

    private static object? Bare(CartView? view) =>
        view is null ? null : (view.Status, view.Total, view.Version, string.Join(',', view.Lines));

    private static object? Bare(ClaimView? view) => view is null
        ? null
        : (view.Status, view.AssignedAgent, view.Enrichment, view.RefundStatus, view.Version,
            string.Join(',', view.Goods));

    private static object? Bare(RefundView? view) => view is null
        ? null
        : (view.Status, view.Amounts, view.Failure, view.Version, string.Join(',', view.Steps));

    private static object? Bare(OrderView? view) =>
        view is null
        ? null
        : (view.Fulfilment, view.Cart.Total, view.Version, string.Join(',', view.Cart.Lines),
            string.Join(',', view.Progress!), string.Join(',', view.Cancellations!.Select(one => one.Refund.Status)));
}
