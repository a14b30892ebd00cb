using Orleans;
using Orleans.Runtime;
using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Claims;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Notifications;
using PosSaga.Orders;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Silo.Streaming;
using PosSaga.Simulation;
using PosSaga.Stores;
using PosSaga.Streams;

namespace PosSaga.Tests.Refunds;

/// <summary>A shop with ten bags of coffee at 12.99 and ten jars of honey at 15.99, its customers, and its staff. Works
/// on whatever runs the grains.</summary>
/// <param name="Pause">Between two looks at something that is waited for.</param>
internal sealed record RefundShop(
    IGrainFactory Grains, TimeProvider Time, Func<Task> Pause, GatewayControls Gateway, IGatewayLedger Ledger,
    SimulatedFaults Faults, IJournalFeed Feed, StreamRoutes Routes, string Tenant = "demo")
{
    // In virtual time a look is a second; elsewhere many are a moment.
    private const int LooksMax = 20_000;

    public Origin Staff { get; } = new(Tenant, "demo-agent", "refunds");

    public DateTimeOffset Now => Time.GetUtcNow();

    public IOrderGrain Order(string id) => Grains.GetGrain<IOrderGrain>(GrainKeys.Of(Tenant, id));

    public IPaymentGrain Payment(string id) => Grains.GetGrain<IPaymentGrain>(GrainKeys.Of(Tenant, id));

    public IClaimGrain Claim(string id) => Grains.GetGrain<IClaimGrain>(GrainKeys.Of(Tenant, id));

    public IRefundGrain Refund(string id) => Grains.GetGrain<IRefundGrain>(GrainKeys.Of(Tenant, id));

    public IStockGrain Stock(string sku) => Grains.GetGrain<IStockGrain>(GrainKeys.OfStock(Tenant, "r1", sku));

    public async Task Open()
    {
        await Grains.GetGrain<IStoreGrain>(GrainKeys.Of(Tenant, "r1"))
            .Open(new(Staff, "Mile End", "QC", StoreKind.Store));
        foreach (var (sku, price) in new[] { ("CAFE", 1299L), ("MIEL", 1599L) })
        {
            await Grains.GetGrain<IProductGrain>(GrainKeys.Of(Tenant, sku))
                .Add(new(Staff, sku, "Alimentation", new(price), 2, "f"));
            await Stock(sku).Receive(new(Staff, 10, "opening"));
        }
    }

    /// <summary>Sells, to the end of the order's saga.</summary>
    public async Task<PricedCart> Sell(
        string orderId, int coffees = 2, int honeys = 1, string? customer = "ana", bool shipped = false)
    {
        var cart = Grains.GetGrain<ICartGrain>(GrainKeys.Of(Tenant, $"cart-{orderId}"));
        await cart.Open(new(Staff, "r1", customer, "f"));
        await cart.SetItem(new(Staff, "CAFE", coffees));
        if (honeys > 0)
            await cart.SetItem(new(Staff, "MIEL", honeys));
        var saga = Grains.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, orderId));
        await saga.Start(new(
            Staff with { Correlation = orderId }, $"cart-{orderId}", customer,
            customer is null ? null : new Contact("Ana", $"{customer}@example.com"),
            shipped ? new ShipTo("QC", "1 rue X", "Montréal", "H2T") : null, null, PaymentMethod.CreditCard, "tok_ok",
            "f"));
        var view = await Until(async () => await saga.Get() is { StateFinal: true } ended ? ended : null, "the order");
        Assert.Equal(SagaState.Completed, view.State);
        return view.Cart!;
    }

    /// <summary>A complaint about an order, taken, looked into, and resolved.</summary>
    public async Task Resolve(string claimId, string orderId, ClaimType type, params ClaimLine[] lines)
    {
        var claim = Claim(claimId);
        var created = await claim.Create(new(
            Staff, Now, "ana", new Contact("Ana", "ana@example.com", "514-555-0100"), type, "Not good.", Urgency.Medium,
            orderId, lines, "f"));
        Assert.True(created.IsDone, created.Refusal?.Text);
        await claim.Assign(new(Staff, Now, "bob"));
        await claim.Start(new(Staff, Now));
        Assert.True((await claim.Resolve(new(Staff, Now, "Sorry."))).IsDone);
    }

    public Task<CommandResult<ClaimView>> AskRefund(string claimId) => Claim(claimId).Refund(new(Staff, Now));

    public Task<RefundView> UntilOver(string id) => UntilIs(id, RefundStatus.Completed, RefundStatus.Failed);

    public Task<RefundView> UntilIs(string id, params RefundStatus[] statuses) => Until(
        async () => await Refund(id).Get() is { } refund && statuses.Contains(refund.Status) ? refund : null,
        $"refund {id} {string.Join(" or ", statuses)}");

    public async Task CancelPieces(string orderId, string sku, int pieces)
    {
        var answer = await Order(orderId).Cancel(new(Staff, "fewer are wanted", Lines: [new(sku, pieces)]));
        Assert.True(answer.IsDone, answer.Refusal?.Text);
    }

    /// <summary>How the order says that the refunds of its cancellations stand, once it has heard that.</summary>
    public async Task<IReadOnlyList<RefundStatus>> Heard(string orderId, params RefundStatus[] expected) => await Until(
        async () =>
        {
            var heard = (await Order(orderId).Get())!.Cancellations!.Select(one => one.Refund.Status).ToList();
            return heard.SequenceEqual(expected) ? heard : null;
        },
        $"refunds of {orderId} that are {string.Join(", ", expected)}");

    /// <summary>The same call at the same time as others under its key: what a client does who is told to ask
    /// again.</summary>
    public async Task<CommandResult<T>> Persist<T>(Func<Task<CommandResult<T>>> ask) => await Until(
        async () =>
        {
            try
            {
                return await ask();
            }
            catch (KeyAnsweredException)
            {
                return null;
            }
        },
        "an answer");

    /// <summary>What the watchdog does.</summary>
    public async Task Nudge(string id)
    {
        await Grains.GetGrain<IRefundPaymentGrain>(GrainKeys.Of(Tenant, id)).Resume();
        await Grains.GetGrain<IRefundStockGrain>(GrainKeys.Of(Tenant, id)).Resume();
    }

    /// <summary>Everything of one claim and its refund, each participant's own events included, oldest first.</summary>
    public async Task<List<RecordedEvent>> Log(string id) =>
        [
            .. (await Feed.ReadAll(0, 10_000)).Events
                .Where(e => e.Stream.EndsWith($"/{Tenant}/{id}", StringComparison.Ordinal)),
        ];

    /// <summary>To everybody who subscribes to it, each event of a process once more, the last one first.</summary>
    /// <returns>How many deliveries that were.</returns>
    public async Task<int> DeliverAgain(string id)
    {
        var deliveries = 0;
        foreach (var e in Enumerable.Reverse(await Log(id)).Where(e => e.ProcessKey == id))
        {
            foreach (var route in Routes.Of(e.Type) ?? [])
            {
                await Grains.GetGrain<IParticipantGrain>(GrainId.Create(route.Subscriber, GrainKeys.Of(Tenant, id)))
                    .Redeliver(EventDelivery.ToPublished(e));
                deliveries++;
            }
        }

        return deliveries;
    }

    public async Task<(long OnHand, long Reserved, long Damaged)> Pieces(string sku)
    {
        var stock = await Stock(sku).Get();
        return (stock.OnHand, stock.Reserved, stock.Damaged);
    }

    public async Task<long> RefundedAtGateway() => (await Ledger.Books(Tenant + "/")).Refunded;

    /// <summary>Channel and subject of every message about a claim, refund or order, once all that are awaited are
    /// there.</summary>
    public Task<string> Told(string id, int atLeast) => Until(
        async () =>
        {
            var told = await Grains.GetGrain<INotificationGrain>(GrainKeys.Of(Tenant, id)).Get();
            return told.Count < atLeast
                ? null
                : string.Join(", ", told.Select(m => $"{m.Channel} {m.Subject} → {m.Recipient}"));
        },
        $"{atLeast} messages about {id}");

    public async Task<T> Until<T>(Func<Task<T?>> fact, string what) where T : class
    {
        for (var i = 0; i < LooksMax; i++)
        {
            if (await Look() is { } found)
                return found;
            await Pause();
        }

        throw new Xunit.Sdk.XunitException($"Missing evidence: {what}");

        async Task<T?> Look()
        {
            try
            {
                return await fact();
            }
            catch (SiloUnavailableException)
            {
                // Whom we looked at died under our eyes: what became of it is seen with the next look.
                return null;
            }
        }
    }
}

internal static class RefundViews
{
    public static (RefundStatus Status, string? Failure) Ended(this RefundView refund) =>
        (refund.Status, refund.Failure);
}
