using Orleans;
using PosSaga.Claims;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Notifications;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Silo.Hosting;
using PosSaga.Streams;

namespace PosSaga.Tests.Simulation;

/// <summary>Small deliberate faults around claims and refunds.</summary>
internal static class RefundBugs
{
    /// <summary>Who does not hear of an event, does not act on it, and nobody after him does.</summary>
    private static readonly string[] Unheard =
    [
        nameof(EveryRefundEnds), nameof(EachIsToldOnce), nameof(TheRecordSawEverythingOnce),
        nameof(ClaimsFollowTheirRefund), nameof(OrdersFollowTheirRefund), nameof(NothingIsLeftPutAside),
    ];

    private static readonly string[] Unbooked =
    [
        nameof(RefundsAgreeWithTheGateway), nameof(MoneyMatchesTheOrders), nameof(PaymentsAgreeWithTheGateway),
    ];

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        Of("a notification forgets what it has handled",
            new() { Codec = c => new DropsAField(c, HandledBy.Notification), Climate = Redelivers },
            nameof(EachIsToldOnce), nameof(NothingIsLeftPutAside), nameof(TheRecordSawEverythingOnce),
            nameof(OrdersFollowTheirRefund)),
        Of("the record of a refund forgets what it has handled",
            new() { Codec = c => new DropsAField(c, HandledBy.Record), Climate = Redelivers },
            nameof(TheRecordSawEverythingOnce), nameof(NothingIsLeftPutAside), nameof(ClaimsFollowTheirRefund),
            nameof(OrdersFollowTheirRefund), nameof(GoodsFollowTheRefund)),
        Of("a checkpoint is ahead of the handling",
            new() { Checkpoints = (world, c) => new AheadOfHandling(world, c), Climate = Redelivers },
            [.. Unheard, .. Unbooked]),
        Of("what cannot be handled is thrown away",
            new() { Letters = l => new ThrowsAway(l), Climate = c => With(c, x => x with { DeliveriesBroken = 0.7 }) },
            [.. Unheard, .. Unbooked, nameof(GoodsFollowTheRefund), nameof(NothingStaysSetAside)]),
        Of("the goods' side is not told of a failed settlement",
            new()
            {
                Routes = Deaf.Routes,
                Climate = c => With(c, x => x with { RefundsDeclined = 0.6 }),
            },
            [.. Unheard, nameof(GoodsFollowTheRefund)]),
        Of("what was set aside is not released",
            new()
            {
                Calls = context => Pretend(context, nameof(IPaymentGrain.ReleaseRefund), Released),
                Climate = c => With(c, x => x with { ReturnsRefused = 0.6 }),
            },
            // A second attempt waits for the first, which is never over at the payment.
            nameof(NothingStaysSetAside), nameof(EveryRefundEnds)),
        Of("a refund pays what a preview said rather than what is left",
            new()
            {
                Codec = c => new DropsAField(c, Previewed),
                Climate = c => With(c, x => x with { Customers = 6, Greedy = true }),
            },
            nameof(AmountsAreByTheRules), nameof(RefundsAgreeWithTheGateway)),
        Of("goods are restocked again with every delivery",
            new()
            {
                Journal = (_, j) => new ForgetsKeys(j, k => k.Key.StartsWith("restock:", StringComparison.Ordinal)),
                Climate = Redelivers,
            },
            nameof(GoodsFollowTheRefund)),
        Of("goods of an unpaid refund stay in",
            new()
            {
                Calls = context => Pretend(context, nameof(IStockGrain.ReverseRestock), TakenBackOut),
                Climate = c => With(c, x => x with { RefundsDeclined = 0.6, ReturnsRefused = 0.3 }),
            },
            nameof(GoodsFollowTheRefund)),
        Of("a claim begins its refund a second time after a lost acknowledgement",
            new()
            {
                Journal = (_, j) => new AppendsTwice(j, r => r.Events is [{ Type: "claim.refund-requested/1" }]),
                Climate = c => c with { AppendFails = 0.2 },
            },
            nameof(EachClaimIsRefundedOnce)),
        Of("a second attempt at a refund is begun under the number of the first",
            new()
            {
                Codec = c => new DropsAField(c, Unnumbered),
                Climate = c => With(c, x => x with { RefundsDeclined = 0.6, ReturnsRefused = 0.4 }),
            },
            [.. Unheard, nameof(EachClaimIsRefundedOnce)]),
        Of("goods that a person left in come in again with the next attempt",
            new()
            {
                Codec = c => new DropsAField(c, LeftInIsForgotten),
                Climate = c => With(c, x => x with
                {
                    RefundsDeclined = 0.6, Shrinkage = 0.7, AgentsMeddle = 0.2,
                }) with { OperatorsLeaveSome = false },
            },
            nameof(GoodsFollowTheRefund)),
        Of("a cancellation forgets what claims kept of the price",
            new()
            {
                Codec = c => new DropsAField(c, KeptIsForgotten),
                Climate = c => With(c, x => x with { Cancellations = 0.9 }),
            },
            nameof(ACancelledOrderGivesAllBack)),
        Of("a cancelled order is not told how its refund ended",
            new() { Calls = context => Pretend(context, nameof(IOrderGrain.RefundMoved), Told) },
            nameof(OrdersFollowTheirRefund)),
        Of("the gateway pays every attempt at a refund",
            new()
            {
                Gateway = g => new PaysEveryAttempt(g),
                Climate = c => c with { GatewayTimeouts = 0.5, GatewayLost = 0.3 },
            },
            Unbooked),
        Of("a refund is taken for paid without asking the gateway",
            new() { Gateway = g => new NeverAsked(g) }, Unbooked),
        Of("the pauses between attempts at a refund are cut short",
            new() { Jitter = _ => -0.9, Climate = c => With(c, x => x with { GatewayIsSilent = true }) },
            nameof(AttemptsAreApart)),
        Of("the watchdog nudges no refund",
            new()
            {
                StuckRefunds = _ => new SeesNoRefund(),
                Climate = c => c with { KillsPerTurn = 0.02, GatewayOutages = 2 },
            },
            [.. Unheard, .. Unbooked, nameof(GoodsFollowTheRefund), nameof(NothingStaysSetAside)]),
    ];

    private static PlantedBug Of(string name, Plant plant, params string[] caughtBy) =>
        new(name, plant, caughtBy) { Story = Story.Refunds };

    private static FaultProfile Redelivers(FaultProfile climate) => With(climate, complaints => complaints with
    {
        DeliveriesTwice = 0.3, DeliveriesUnheard = 0.3, StreamDeaths = 0.9,
    }) with { KillsPerTurn = 0.02 };

    private static FaultProfile With(FaultProfile climate, Func<Complaints, Complaints> change) =>
        climate with { Complaints = climate.Complaints is { } complaints ? change(complaints) : null };

    private static Task Pretend(IOutgoingGrainCallContext context, string method, object? answer)
    {
        if (context.MethodName != method)
            return context.Invoke();
        context.Result = answer;
        return Task.CompletedTask;
    }

    private static CommandResult<RefundResult> Released =>
        CommandResult<RefundResult>.Done(new RefundResult(RefundOutcome.Released, Money.Zero), 0);

    private static CommandResult<StockView> TakenBackOut =>
        CommandResult<StockView>.Done(new StockView("", "", 0, 0, 0, null, 0), 0);

    private static CommandResult<OrderView> Told => CommandResult<OrderView>.Done(null!, 0);

    private static object LeftInIsForgotten(object @event) =>
        @event is RefundStockEvent.LeftIn left ? left with { Goods = [] } : @event;

    private static object KeptIsForgotten(object @event) => @event is OrderEvent.Cancelled cancelled
        ? cancelled with
        {
            Refund = cancelled.Refund with
            {
                Goods = [.. cancelled.Refund.Goods.DistinctBy(goods => goods.Sku)], Goodwill = null,
            },
        }
        : @event;

    private static object Unnumbered(object @event) =>
        @event is ClaimEvent.RefundRequested asked
            ? asked with { Refund = asked.Refund with { Attempt = null } }
            : @event;

    private static object Previewed(object @event) =>
        @event is RefundPaymentEvent.Reserved { Refund.Type: not null } reserved
            ? reserved with { Amounts = RefundRules.Amounts(reserved.Refund, new Money(long.MaxValue)) }
            : @event;

    /// <summary>Where a participant remembers how far it has answered.</summary>
    private static class HandledBy
    {
        public static object Notification(object @event) =>
            @event is NotificationEvent notification ? notification with { Handled = 0 } : @event;

        public static object Record(object @event) =>
            @event is RefundEvent refund ? refund with { Handled = 0 } : @event;
    }

    /// <summary>The goods' side as it would be without one of the events that it handles.</summary>
    [GrainType("refund-stock"), ImplicitStreamSubscription(StreamNames.Refunds), Handles<RefundPaymentEvent.Reserved>]
    private sealed class Deaf : Grain
    {
        public static StreamRoutes Routes { get; } = Of();

        private static StreamRoutes Of()
        {
            var events = new EventCodecOptions();
            SiloServices.Events(events);
            return StreamRoutes.Of(
                events,
                typeof(StateJson).Assembly.GetTypes().Where(t => t != typeof(RefundStockGrain)).Append(typeof(Deaf)));
        }
    }
}
