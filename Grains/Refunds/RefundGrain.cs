using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Refunds;

/// <summary>Watches one refund.</summary>
[GrainType("refund"), ImplicitStreamSubscription(StreamNames.Refunds)]
internal sealed class RefundGrain(IEventCodec codec, TimeProvider clock)
    : ParticipantGrain<Refund, RefundEvent>(codec), IRefundGrain
{
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
        var before = Current;
        await HandleOnce(cause, refund => RefundDecider.Decide(refund, cause.Event, cause.At, cause.Position));
        if (!before.IsOver && Current.IsOver)
            RefundMetrics.Ended(Current);
        if (RefundDecider.IsLast(cause.Event))
            DeactivateOnIdle();
        return !ReferenceEquals(before, Current);
    }
}
