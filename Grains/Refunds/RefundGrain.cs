using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Orders;
using PosSaga.Streams;

namespace PosSaga.Refunds;

/// <summary>Watches one refund.</summary>
[GrainType("refund"), ImplicitStreamSubscription(StreamNames.Refunds)]
[Handles<ClaimEvent.RefundRequested>, Handles<OrderEvent.Cancelled>, Handles<OrderEvent.RefundRetried>]
[Handles<RefundPaymentEvent.Reserved>, Handles<RefundPaymentEvent.Rejected>, Handles<RefundPaymentEvent.Settled>]
[Handles<RefundPaymentEvent.Released>, Handles<RefundPaymentEvent.SettlementFailed>]
[Handles<RefundPaymentEvent.NeedsOperator>]
[Handles<RefundStockEvent.Restocked>, Handles<RefundStockEvent.TakenBackOut>, Handles<RefundStockEvent.NeedsOperator>]
[Handles<RefundStockEvent.LeftIn>]
[Handles<NotificationEvent.CustomerNotified>, Handles<RefundEvent.OrderTold>]
internal sealed partial class RefundGrain(IEventCodec codec, TimeProvider clock)
    : ParticipantGrain<Refund, RefundEvent>(codec), IRefundGrain
{
    protected override bool IsAtRest(Refund refund) => refund.IsOver;

    public async Task<RefundView?> Get()
    {
        await Settle();
        return Confirmed.Order is null ? null : Confirmed.View(Id);
    }

    public async Task<Answer<RefundView>> GiveUp(Origin origin, string reason)
    {
        await Settle();
        // The watchdog knows the refund's id only; what it belongs to is the order.
        var ours = origin with { Correlation = Current.Order?.OrderId ?? origin.Correlation };
        return await Handle(
            ours, refund => RefundDecider.GiveUp(refund, reason, clock.GetUtcNow()), refund => refund.View(Id));
    }

    protected override Task React(Cause cause) => RefundMetrics.Counted(cause, AnswerTo);

    private async Task<bool> AnswerTo(Cause cause)
    {
        if (cause.Event is RefundEvent.OrderTold told)
        {
            await Tell(cause, told);
            return true;
        }

        var before = Current;
        await HandleOnce(cause, refund => RefundDecider.Decide(refund, cause.Event, cause.At, cause.Position));
        if (!before.IsOver && Current.IsOver)
            RefundMetrics.Ended(Current);
        if (before.Order is not null && before.Order.Attempt != Current.Order!.Attempt)
            RefundMetrics.TriedAgain();
        return !ReferenceEquals(before, Current);
    }

    /// <summary>The order is no participant: its refunds' keys are not its own. An outage is the delivery's to
    /// repeat.</summary>
    private async Task Tell(Cause cause, RefundEvent.OrderTold told)
    {
        var order = GrainFactory.GetGrain<IOrderGrain>(GrainKeys.Of(Tenant, told.OrderId));
        var answer = await order.RefundMoved(new(cause.Origin(), Id, told.Status, told.Failure, told.RefundAttempt));
        if (answer.Refusal is { } refusal)
            throw new ReactionRefusedException(refusal);
    }
}
